import { useState, type SyntheticEvent } from 'react';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { TextField } from '@/components/Inputs';
import { LineErrors } from '@/components/LineErrors';
import { Notice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { text as shared } from '@/components/text';
import { countRows, lineShift, toCsv } from '@/lib/paste';
import { useEnrol, useTrial } from '../api';
import { text } from './text';

const ROWS = 8;
const COLUMNS = ['meter_id', 'nomination_kw', 'from', 'to', 'contact', 'contact_name', 'firm_service_level_kw'] as const;

interface EnrolDialogProps {
  program: number;
  onDone: (count: number) => void;
  onClose: () => void;
}

/** One meter or many, pasted or from a file; looked at by the server before they are enrolled. */
export function EnrolDialog({ program, onDone, onClose }: EnrolDialogProps) {
  const [pasted, setPasted] = useState('');
  const [isEmpty, setIsEmpty] = useState(false);
  const trial = useTrial(program);
  const enrol = useEnrol(program);
  const csv = toCsv(pasted.trimEnd(), COLUMNS);
  const count = pasted.trim() ? countRows(csv) : 0;
  const error = enrol.error ?? trial.error;
  const take = (next: string): void => {
    setPasted(next);
    setIsEmpty(false);
    trial.reset();
    enrol.reset();
  };
  const unlessEmpty = (work: () => void): void => {
    setIsEmpty(count === 0);
    if (count > 0) work();
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    unlessEmpty(() => {
      trial.reset();
      enrol.mutate(csv, { onSuccess: ({ count: made }) => { onDone(made); } });
    });
  };
  return (
    <Dialog title={text.addTitle} onClose={onClose}>
      <form className={pageClasses.form} onSubmit={submit} noValidate>
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
        <Field label={text.file} type="file" accept=".csv,.txt,text/csv" onChange={(event) => { void event.target.files?.[0]?.text().then(take); }} />
        <div className={pageClasses.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button onClick={() => { unlessEmpty(() => { enrol.reset(); trial.mutate(csv); }); }}>{text.check}</Button>
          <Button type="submit" isPrimary>
            {text.make(count)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
