import { useState, type SyntheticEvent } from 'react';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { TextField } from '@/components/Inputs';
import { LineErrors } from '@/components/LineErrors';
import { Notice } from '@/components/Notice';
import { text as shared } from '@/components/text';
import { countRows, lineShift, toCsv } from '@/lib/paste';
import classes from '../Admin.module.css';
import { useAdd, useTrial } from './api';
import { text } from './text';

const ROWS = 8;
const COLUMNS = ['number', 'label', 'address', 'latitude', 'longitude', 'interval_s'] as const;

/** One meter or many, pasted or from a file; looked at by the server before they are made. */
export function AddDialog({ onDone, onClose }: { onDone: (count: number) => void; onClose: () => void }) {
  const [pasted, setPasted] = useState('');
  const [isEmpty, setIsEmpty] = useState(false);
  const trial = useTrial();
  const add = useAdd();
  const csv = toCsv(pasted.trimEnd(), COLUMNS);
  const count = pasted.trim() ? countRows(csv) : 0;
  const error = add.error ?? trial.error;
  const take = (next: string): void => {
    setPasted(next);
    setIsEmpty(false);
    trial.reset();
    add.reset();
  };
  const unlessEmpty = (work: () => void): void => {
    setIsEmpty(count === 0);
    if (count > 0) work();
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    unlessEmpty(() => {
      trial.reset();
      add.mutate(csv, { onSuccess: ({ count: made }) => { onDone(made); } });
    });
  };
  return (
    <Dialog title={text.addTitle} onClose={onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        {error && <LineErrors error={error} title={text.wrongLines} shift={lineShift(pasted.trimEnd(), csv)} />}
        {trial.data && <Notice kind="good">{text.checked(trial.data.count)}</Notice>}
        <TextField
          label={text.paste}
          help={text.pasteHelp}
          error={isEmpty ? text.nothing : undefined}
          value={pasted}
          rows={ROWS}
          placeholder={text.pasteExample}
          spellCheck={false}
          onChange={(event) => {
            take(event.target.value);
          }}
        />
        <Field
          label={text.file}
          type="file"
          accept=".csv,.txt,text/csv"
          onChange={(event) => {
            void event.target.files?.[0]?.text().then(take);
          }}
        />
        <div className={classes.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button onClick={() => { unlessEmpty(() => { add.reset(); trial.mutate(csv); }); }}>{text.check}</Button>
          <Button type="submit" isPrimary>
            {text.make(count)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
