import type { ReactNode } from 'react';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { ProblemNotice } from '@/components/Notice';
import { text as shared } from '@/components/text';
import classes from './Admin.module.css';

interface ConfirmDialogProps {
  title: string;
  action: string;
  error: unknown;
  children: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}

/** Says what will happen, and asks. */
export function ConfirmDialog({ title, action, error, children, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className={classes.form}>
        {error !== null && error !== undefined && <ProblemNotice error={error} />}
        {children}
        <div className={classes.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button isPrimary onClick={onConfirm}>
            {action}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
