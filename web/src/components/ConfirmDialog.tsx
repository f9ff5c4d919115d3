import type { ReactNode } from 'react';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { ProblemNotice } from './Notice';
import classes from './Page.module.css';
import { text } from './text';

interface ConfirmDialogProps {
  title: string;
  action: string;
  error: unknown;
  isBusy?: boolean;
  children: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}

/** Says what will happen, and asks. */
export function ConfirmDialog({ title, action, error, isBusy = false, children, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className={classes.form}
        aria-busy={isBusy}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) onConfirm();
        }}
      >
        {error !== null && error !== undefined && <ProblemNotice error={error} />}
        {children}
        <div className={classes.buttons}>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" isPrimary>
            {isBusy ? text.working : action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
