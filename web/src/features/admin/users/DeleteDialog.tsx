import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { ProblemNotice } from '@/components/Notice';
import { text as shared } from '@/components/text';
import classes from '../Admin.module.css';
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
    <Dialog title={text.removeTitle(nameOf(person))} onClose={onClose}>
      <div className={classes.form}>
        {remove.isError && <ProblemNotice error={remove.error} />}
        <p>{text.removeDetail(person)}</p>
        <div className={classes.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button
            isPrimary
            onClick={() => {
              remove.mutate(undefined, { onSuccess: onDone });
            }}
          >
            {text.removeOf(nameOf(person))}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
