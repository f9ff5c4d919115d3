import { useState } from 'react';
import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { Dialog } from '@/components/Dialog';
import { pageClasses } from '@/components/Page';
import { useDeleteAlert, type AlertRule } from '../api';
import classes from '../Alerts.module.css';
import { text } from '../text';

/** The secret of a webhook, this once. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const [isCopied, setIsCopied] = useState(false);
  return (
    <Dialog title={text.secretTitle} onClose={onClose}>
      <div className={pageClasses.form}>
        <p>{text.secretDetail}</p>
        <code className={classes.secret}>{secret}</code>
        <span role="status">{isCopied && text.copied}</span>
        <div className={pageClasses.buttons}>
          <Button onClick={() => { void navigator.clipboard.writeText(secret).then(() => { setIsCopied(true); }); }}>{text.copy}</Button>
          <Button isPrimary onClick={onClose}>
            {text.done}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

export function RemoveDialog({ rule, onDone, onClose }: { rule: AlertRule; onDone: () => void; onClose: () => void }) {
  const remove = useDeleteAlert();
  return (
    <ConfirmDialog title={text.removeTitle} action={text.remove} error={remove.error} isBusy={remove.isPending} onClose={onClose} onConfirm={() => { remove.mutate(rule.id, { onSuccess: onDone }); }}>
      <p>{text.removeDetail(rule.sentence)}</p>
    </ConfirmDialog>
  );
}
