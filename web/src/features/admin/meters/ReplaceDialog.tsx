import { useState, type SyntheticEvent } from 'react';
import { toProblem } from '@/api/problem';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { ProblemNotice } from '@/components/Notice';
import { text as shared } from '@/components/text';
import classes from '../Admin.module.css';
import { useReplace } from './api';
import { text } from './text';

export function ReplaceDialog({ id, onDone, onClose }: { id: string; onDone: (number: string) => void; onClose: () => void }) {
  const [number, setNumber] = useState('');
  const replace = useReplace(id);
  const problem = replace.error ? toProblem(replace.error) : undefined;
  const isAtNumber = problem?.status === 409 || problem?.status === 422;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    replace.mutate(number.trim(), { onSuccess: (meter) => { onDone(meter.id); } });
  };
  return (
    <Dialog title={text.replaceTitle(id)} onClose={onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <p>{text.replaceDetail}</p>
        {problem && !isAtNumber && <ProblemNotice error={problem} />}
        <Field
          label={text.newNumber}
          help={text.newNumberHelp}
          value={number}
          maxLength={32}
          required
          autoComplete="off"
          error={isAtNumber ? `${problem.document.detail} ${problem.document.cure ?? ''}` : undefined}
          onChange={(event) => {
            setNumber(event.target.value);
          }}
        />
        <div className={classes.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" isPrimary>
            {text.replaceBy}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
