import { useState } from 'react';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { Field } from '@/components/Field';
import { TextField } from '@/components/Inputs';
import { pageClasses } from '@/components/Page';
import { useOptOut } from '../api';
import { text } from '../text';

/** The administrator opts a meter out for somebody who cannot. */
export function OptOutForDialog({ event, onDone, onClose }: { event: number; onDone: (meter: string) => void; onClose: () => void }) {
  const [meter, setMeter] = useState('');
  const [reason, setReason] = useState('');
  const [isTried, setIsTried] = useState(false);
  const optOut = useOptOut(event);
  return (
    <ConfirmDialog
      title={text.optOutForTitle}
      action={text.optOut}
      error={optOut.error}
      isBusy={optOut.isPending}
      onClose={onClose}
      onConfirm={() => {
        setIsTried(true);
        const wish = { meter: meter.replace(/\s/g, ''), reason: reason.trim() };
        if (wish.meter && wish.reason) optOut.mutate(wish, { onSuccess: () => { onDone(wish.meter); } });
      }}
    >
      <p className={pageClasses.prose}>{text.optOutForDetail}</p>
      <Field label={text.meterNumber} value={meter} maxLength={40} autoComplete="off" error={isTried && !meter.trim() ? text.meterMissing : undefined} onChange={(changed) => { setMeter(changed.target.value); }} />
      <TextField label={text.optOutReason} rows={3} maxLength={500} value={reason} error={isTried && !reason.trim() ? text.reasonMissing : undefined} onChange={(changed) => { setReason(changed.target.value); }} />
    </ConfirmDialog>
  );
}
