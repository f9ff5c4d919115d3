import { useOptOut } from '../api';
import { text } from '../text';
import { ReasonDialog } from './ReasonDialog';

export function OptOutDialog({ event, meter, onDone, onClose }: { event: number; meter: string; onDone: () => void; onClose: () => void }) {
  const optOut = useOptOut(event);
  return (
    <ReasonDialog
      title={text.optOutTitle(meter)}
      action={text.optOut}
      label={text.optOutReason}
      help={text.optOutReasonHelp}
      error={optOut.error}
      isBusy={optOut.isPending}
      onClose={onClose}
      onConfirm={(reason) => {
        optOut.mutate({ meter, reason }, { onSuccess: onDone });
      }}
    >
      {text.optOutDetail}
    </ReasonDialog>
  );
}
