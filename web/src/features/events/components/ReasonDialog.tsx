import { useState, type ReactNode } from 'react';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { TextField } from '@/components/Inputs';
import { pageClasses } from '@/components/Page';
import { text } from '../text';

const MOST = 500;

interface ReasonDialogProps {
  title: string;
  action: string;
  label: string;
  help: string;
  error: unknown;
  isBusy: boolean;
  children: ReactNode;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

/** Says what will happen, and asks for the reason. */
export function ReasonDialog({ title, action, label, help, error, isBusy, children, onConfirm, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  return (
    <ConfirmDialog
      title={title}
      action={action}
      error={error}
      isBusy={isBusy}
      onClose={onClose}
      onConfirm={() => {
        setIsMissing(reason.trim() === '');
        if (reason.trim() !== '') onConfirm(reason.trim());
      }}
    >
      <p className={pageClasses.prose}>{children}</p>
      <TextField
        label={label}
        help={help}
        value={reason}
        rows={3}
        maxLength={MOST}
        error={isMissing ? text.reasonMissing : undefined}
        onChange={(event) => {
          setReason(event.target.value);
          setIsMissing(false);
        }}
      />
    </ConfirmDialog>
  );
}
