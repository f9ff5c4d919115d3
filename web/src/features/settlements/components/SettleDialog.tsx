import { useState } from 'react';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { TextField } from '@/components/Inputs';
import { pageClasses } from '@/components/Page';
import { useSettle, type Settlement } from '../api';
import { text } from '../text';

interface SettleDialogProps {
  event: { id: number; name: string };
  isFirst: boolean;
  onDone: (made: Settlement) => void;
  onClose: () => void;
}

/** Says what settling does; from the second version on it asks why. */
export function SettleDialog({ event, isFirst, onDone, onClose }: SettleDialogProps) {
  const [reason, setReason] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const settle = useSettle(event.id);
  return (
    <ConfirmDialog
      title={text.settleTitle(event.name)}
      action={isFirst ? text.settle : text.settleAgain}
      error={settle.error}
      isBusy={settle.isPending}
      onClose={onClose}
      onConfirm={() => {
        const isWithout = !isFirst && reason.trim() === '';
        setIsMissing(isWithout);
        if (!isWithout) settle.mutate(reason.trim(), { onSuccess: onDone });
      }}
    >
      <p className={pageClasses.prose}>{isFirst ? text.settleFirst : text.settleNext}</p>
      {!isFirst && (
        <TextField
          label={text.reason}
          help={text.reasonHelp}
          value={reason}
          rows={3}
          maxLength={500}
          error={isMissing ? text.reasonMissing : undefined}
          onChange={(changed) => {
            setReason(changed.target.value);
            setIsMissing(false);
          }}
        />
      )}
    </ConfirmDialog>
  );
}
