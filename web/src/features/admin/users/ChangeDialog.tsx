import { useState, type SyntheticEvent } from 'react';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { ProblemNotice } from '@/components/Notice';
import { text as shared } from '@/components/text';
import classes from '../Admin.module.css';
import { useChange, type Person, type PersonChange } from './api';
import { nameOf, STATUSES, text } from './text';

interface ChangeDialogProps {
  person: Person;
  onDone: () => void;
  onClose: () => void;
}

export function ChangeDialog({ person, onDone, onClose }: ChangeDialogProps) {
  const change = useChange(person.id);
  const [wanted, setWanted] = useState<PersonChange>({
    status: person.status,
    is_administrator: person.is_administrator,
    must_change_password: person.must_change_password,
  });
  const save = (event: SyntheticEvent): void => {
    event.preventDefault();
    const { is_administrator, ...rest } = wanted;
    change.mutate(person.organisation ? { ...rest, is_administrator } : { must_change_password: wanted.must_change_password }, { onSuccess: onDone });
  };
  const check = (key: 'is_administrator' | 'must_change_password', label: string) => (
    <label className={classes.checkLine}>
      <input
        type="checkbox"
        checked={wanted[key]}
        onChange={(event) => {
          setWanted({ ...wanted, [key]: event.target.checked });
        }}
      />
      {label}
    </label>
  );
  return (
    <Dialog title={text.changeTitle(nameOf(person))} onClose={onClose}>
      <form className={classes.form} onSubmit={save}>
        {change.isError && <ProblemNotice error={change.error} />}
        {person.organisation && (
          <>
            <label className={classes.selectLine}>
              {text.status}
              <select
                value={wanted.status}
                onChange={({ target }) => {
                  const status = STATUSES.find(({ value }) => value === target.value)?.value ?? wanted.status;
                  setWanted({ ...wanted, status });
                }}
              >
                {STATUSES.map((status) => (
                  <option key={status.value} value={status.value}>
                    {status.text}
                  </option>
                ))}
              </select>
            </label>
            {check('is_administrator', text.administrator)}
          </>
        )}
        {check('must_change_password', text.force)}
        <div className={classes.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" isPrimary>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
