import { usePortal } from '@/api/portal';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { useTakeFactor, type Person } from './api';
import { nameOf, text } from './text';

interface FactorDialogProps {
  person: Person;
  onDone: () => void;
  onClose: () => void;
}

/** For somebody who has lost phone and recovery codes: says what goes, and whom to be sure of. */
export function FactorDialog({ person, onDone, onClose }: FactorDialogProps) {
  const sendsMail = usePortal().data?.sends_mail ?? false;
  const take = useTakeFactor();
  return (
    <ConfirmDialog
      title={text.takeFactorTitle(nameOf(person))}
      action={text.takeFactor}
      error={take.error}
      onClose={onClose}
      onConfirm={() => {
        take.mutate(person.id, { onSuccess: onDone });
      }}
    >
      <p>{text.takeFactorDetail(person)}</p>
      <p>
        {text.takeFactorProof} {sendsMail && text.takeFactorMail}
      </p>
    </ConfirmDialog>
  );
}
