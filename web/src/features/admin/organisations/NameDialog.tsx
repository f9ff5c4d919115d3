import { useState, type SyntheticEvent } from 'react';
import { toProblem } from '@/api/problem';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { ProblemNotice } from '@/components/Notice';
import { text as shared } from '@/components/text';
import classes from '../Admin.module.css';
import { text } from './text';

interface NameDialogProps {
  title: string;
  action: string;
  initial?: string;
  error: unknown;
  onSave: (name: string) => void;
  onClose: () => void;
}

/** Asks for the name of an organisation. */
export function NameDialog({ title, action, initial = '', error, onSave, onClose }: NameDialogProps) {
  const [name, setName] = useState(initial);
  const problem = error ? toProblem(error) : undefined;
  const isAtName = problem?.document.place === 'name';
  const save = (event: SyntheticEvent): void => {
    event.preventDefault();
    onSave(name.trim());
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className={classes.form} onSubmit={save}>
        {problem && !isAtName && <ProblemNotice error={problem} />}
        <Field
          label={text.name}
          help={text.createHelp}
          value={name}
          maxLength={120}
          required
          autoComplete="off"
          error={isAtName ? `${problem.document.detail} ${problem.document.cure ?? ''}` : undefined}
          onChange={(event) => {
            setName(event.target.value);
          }}
        />
        <div className={classes.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" isPrimary>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
