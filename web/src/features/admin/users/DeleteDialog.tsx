import { ConfirmDialog } from '@/components/ConfirmDialog';
import { useRemove, type Person } from './api';
import { nameOf, text } from './text';

interface DeleteDialogProps {
  person: Person;
  onDone: () => void;
  onClose: () => void;
}

/** Says first what goes with the account. */
export function DeleteDialog({ person, onDone, onClose }: DeleteDialogProps) {
  const remove = useRemove(person.id);
  return (
    <ConfirmDialog
      title={text.removeTitle(nameOf(person))}
      action={text.removeOf(nameOf(person))}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => {
        remove.mutate(undefined, { onSuccess: onDone });
      }}
    >
      <p>{text.removeDetail(person)}</p>
    </ConfirmDialog>
  );
}
