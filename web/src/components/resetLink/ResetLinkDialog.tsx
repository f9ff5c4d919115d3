import { useEffect } from 'react';
import { api, unwrap } from '@/api/client';
import { csrf, useRenewed } from '@/api/useRenewed';
import { useMoments } from '@/lib/moments';
import { Button } from '../Button';
import { Dialog } from '../Dialog';
import { Notice, ProblemNotice } from '../Notice';
import { text as shared } from '../text';
import classes from './ResetLink.module.css';
import { text } from './text';

interface ResetLinkDialogProps {
  userId: number;
  name: string;
  onClose: () => void;
}

/** A link to hand over to somebody who forgot the password, where no mail reaches them. It is made when the dialog opens. */
export function ResetLinkDialog({ userId, name, onClose }: ResetLinkDialogProps) {
  const { time } = useMoments();
  const { mutate, data, error } = useRenewed(() =>
    unwrap(api.POST('/api/organization/reset-link', { params: { header: csrf }, body: { user_id: userId } })),
  );
  useEffect(() => {
    mutate(undefined);
  }, [mutate]);
  return (
    <Dialog title={text.title(name)} onClose={onClose}>
      <div className={classes.stack}>
        {error && <ProblemNotice error={error} />}
        {data && (
          <>
            <Notice kind="info">{text.hand(name, time(data.expires))}</Notice>
            <p className={classes.link}>{new URL(data.link, location.origin).href}</p>
          </>
        )}
        <div className={classes.buttons}>
          <Button onClick={onClose}>{shared.close}</Button>
          {data && (
            <Button
              isPrimary
              onClick={() => {
                void navigator.clipboard.writeText(new URL(data.link, location.origin).href);
              }}
            >
              {text.copy}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
