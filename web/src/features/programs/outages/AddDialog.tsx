import { useState, type SyntheticEvent } from 'react';
import { toProblem } from '@/api/problem';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { TextField } from '@/components/Inputs';
import { ProblemNotice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { text as shared } from '@/components/text';
import { useAddOutages } from '../api';
import { text } from './text';

const AT_FIELDS = ['meters', 'from', 'to', 'reason'];

/** An outage of some meters or of all. */
export function AddDialog({ onDone, onClose }: { onDone: (count: number) => void; onClose: () => void }) {
  const [whom, setWhom] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const [isTried, setIsTried] = useState(false);
  const add = useAddOutages();
  const problem = add.error ? toProblem(add.error).document : undefined;
  const at = (field: string): string | undefined => (problem?.place === field ? `${problem.detail} ${problem.cure ?? ''}` : undefined);
  const needed = (typed: string): string | undefined => (isTried && !typed.trim() ? text.missing : undefined);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setIsTried(true);
    if (!from || !reason.trim() || add.isPending) return; // said at the field
    const meters = whom.split(/[\s,;]+/).filter(Boolean);
    add.mutate({ meters: meters.length > 0 ? meters : null, from, to: to || null, reason: reason.trim() }, { onSuccess: ({ ids }) => { onDone(ids.length); } });
  };
  return (
    <Dialog title={text.add} onClose={onClose}>
      <form className={pageClasses.form} onSubmit={submit} noValidate aria-busy={add.isPending}>
        {add.error && !AT_FIELDS.includes(problem?.place ?? '') && <ProblemNotice error={add.error} />}
        <TextField label={text.whom} help={text.whomHelp} rows={2} spellCheck={false} value={whom} error={at('meters')} onChange={(event) => { setWhom(event.target.value); }} />
        <Field label={text.from} type="date" value={from} error={needed(from) ?? at('from')} onChange={(event) => { setFrom(event.target.value); }} />
        <Field label={text.to} help={text.toHelp} type="date" value={to} error={at('to')} onChange={(event) => { setTo(event.target.value); }} />
        <Field label={text.reason} help={text.reasonHelp} value={reason} maxLength={500} autoComplete="off" error={needed(reason) ?? at('reason')} onChange={(event) => { setReason(event.target.value); }} />
        <p className={pageClasses.muted}>{text.settled}</p>
        <div className={pageClasses.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" isPrimary>
            {text.add}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
