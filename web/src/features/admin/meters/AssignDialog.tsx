import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { Problem } from '@/api/problem';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { Notice, ProblemNotice } from '@/components/Notice';
import { text as shared } from '@/components/text';
import classes from '../Admin.module.css';
import { receiversQuery, useAssign, type HeldMeter } from './api';
import { text } from './text';

const MOST_NAMED = 10;
const CONFLICT = 409;

interface Receiver {
  id: number;
  name: string;
}

function Choice({ chosen, onChoose }: { chosen: Receiver | undefined; onChoose: (receiver: Receiver) => void }) {
  const [typed, setTyped] = useState('');
  const receivers = useQuery({ ...receiversQuery(typed.trim()), placeholderData: keepPreviousData });
  return (
    <>
      <Field label={text.findOrganisation} type="search" value={typed} autoComplete="off" onChange={(event) => { setTyped(event.target.value); }} />
      {receivers.isError && <ProblemNotice error={receivers.error} />}
      <fieldset className={classes.choices}>
        <legend>{text.organisations}</legend>
        {receivers.data?.length === 0 && <p className={classes.muted}>{text.noOrganisation}</p>}
        {receivers.data?.map(({ id, name }) => (
          <label key={id}>
            <input type="radio" name="receiver" checked={chosen?.id === id} onChange={() => { onChoose({ id, name }); }} />
            {name}
          </label>
        ))}
      </fieldset>
    </>
  );
}

const elsewhereOf = (error: unknown): HeldMeter[] =>
  error instanceof Problem && error.status === CONFLICT ? ((error.document as { assigned_elsewhere?: HeldMeter[] }).assigned_elsewhere ?? []) : [];

/** Whose they are now, said before they are taken. */
function Elsewhere({ meters }: { meters: HeldMeter[] }) {
  return (
    <Notice kind="event" role="alert">
      <p>{text.elsewhere(meters.length)}</p>
      <ul className={classes.goes}>
        {meters.slice(0, MOST_NAMED).map(({ id, holder }) => (
          <li key={id}>{text.heldBy(id, holder)}</li>
        ))}
        {meters.length > MOST_NAMED && <li>{text.more(meters.length - MOST_NAMED)}</li>}
      </ul>
    </Notice>
  );
}

interface AssignDialogProps {
  meters: string[];
  onDone: (changed: number, name: string) => void;
  onClose: () => void;
}

export function AssignDialog({ meters, onDone, onClose }: AssignDialogProps) {
  const [chosen, setChosen] = useState<Receiver>();
  const [isMissing, setIsMissing] = useState(false);
  const assign = useAssign();
  const elsewhere = elsewhereOf(assign.error);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setIsMissing(!chosen);
    if (!chosen) return;
    assign.mutate(
      { meters, organization_id: chosen.id, is_reassignment: elsewhere.length > 0 },
      { onSuccess: ({ changed }) => { onDone(changed, chosen.name); } },
    );
  };
  return (
    <Dialog title={text.assignTitle(meters.length)} onClose={onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        {isMissing && <Notice kind="bad" role="alert">{text.chooseOrganisation}</Notice>}
        {assign.error && elsewhere.length === 0 && <ProblemNotice error={assign.error} />}
        <Choice
          chosen={chosen}
          onChoose={(receiver) => {
            setChosen(receiver);
            setIsMissing(false);
            assign.reset();
          }}
        />
        {elsewhere.length > 0 && <Elsewhere meters={elsewhere} />}
        <div className={classes.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" isPrimary>
            {elsewhere.length > 0 ? text.takeAnyway : text.assignNow}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
