import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { toProblem } from '@/api/problem';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { ProblemNotice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { Skeleton } from '@/components/Skeleton';
import { text as shared } from '@/components/text';
import { useMoments } from '@/lib/moments';
import { fromIso, type Zone } from '@/lib/time';
import { enrolmentQuery, useChangeEnrolment, type EnrolmentChange, type EnrolmentDetails } from '../api';
import { text } from './text';

interface FormProps {
  enrolment: EnrolmentDetails;
  zone: Zone;
  onDone: () => void;
  onClose: () => void;
}

const FIELDS = ['nomination_kw', 'firm_service_level_kw', 'nomination_from', 'contact_name', 'contact_email', 'to'];
const isKw = (typed: string): boolean => typed.trim() === '' || /^\d{1,7}(\.\d{1,3})?$/.test(typed.trim());

/** The day of the provider's clock on which the enrolment ends, as a day input has it. */
const dayOf = (iso: string | null, zone: Zone): string => (iso ? zone.dayOf(fromIso(iso)) : '');

function ChangeForm({ enrolment, zone, onDone, onClose }: FormProps) {
  const first = {
    kw: enrolment.nomination_kw === null ? '' : String(enrolment.nomination_kw),
    level: enrolment.firm_service_level_kw === null ? '' : String(enrolment.firm_service_level_kw),
    to: dayOf(enrolment.to, zone),
    name: enrolment.contact_name,
    email: enrolment.contact_email,
  };
  const [kw, setKw] = useState(first.kw);
  const [level, setLevel] = useState(first.level);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState(first.to);
  const [name, setName] = useState(first.name);
  const [email, setEmail] = useState(first.email);
  const change = useChangeEnrolment(enrolment.id);
  const { day } = useMoments();
  const problem = change.error ? toProblem(change.error).document : undefined;
  const at = (field: string): string | undefined => (problem?.place === field ? `${problem.detail} ${problem.cure ?? ''}` : undefined);
  const save = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!isKw(kw) || !isKw(level) || change.isPending) return; // said at the field
    const body: EnrolmentChange = {
      ...(kw.trim() !== '' && (kw !== first.kw || from !== '') && { nomination_kw: Number(kw), ...(from && { nomination_from: from }) }),
      ...(level !== first.level && { firm_service_level_kw: level.trim() === '' ? null : Number(level), ...(from && { nomination_from: from }) }),
      ...(to !== first.to && { to: to || null }),
      ...(name !== first.name && { contact_name: name.trim() }),
      ...(email !== first.email && { contact_email: email.trim() }),
    };
    change.mutate(body, { onSuccess: onDone });
  };
  return (
    <form className={pageClasses.form} onSubmit={save} noValidate aria-busy={change.isPending}>
      {change.error && !FIELDS.includes(problem?.place ?? '') && <ProblemNotice error={change.error} />}
      <Field label={text.nominationNew} help={text.nominationHelp} inputMode="decimal" autoComplete="off" value={kw} error={isKw(kw) ? at('nomination_kw') : text.noNumber} onChange={(event) => { setKw(event.target.value); }} />
      <Field label={text.firmLevel} help={text.firmLevelHelp} inputMode="decimal" autoComplete="off" value={level} error={isKw(level) ? at('firm_service_level_kw') : text.noNumber} onChange={(event) => { setLevel(event.target.value); }} />
      <Field label={text.nominationFrom} help={text.nominationFromHelp} type="date" value={from} error={at('nomination_from')} onChange={(event) => { setFrom(event.target.value); }} />
      {enrolment.nominations.length > 0 && (
        <div>
          <h3>{text.history}</h3>
          <ul>
            {enrolment.nominations.map((one) => (
              <li key={`${one.from} ${one.made}`}>{text.historyLine(one.nomination_kw, one.firm_service_level_kw, day(one.from), one.made_by)}</li>
            ))}
          </ul>
        </div>
      )}
      <Field label={text.toDay} help={text.toHelp} type="date" value={to} error={at('to')} onChange={(event) => { setTo(event.target.value); }} />
      <Field label={text.contactName} value={name} maxLength={200} autoComplete="off" error={at('contact_name')} onChange={(event) => { setName(event.target.value); }} />
      <Field label={text.contactEmail} help={text.contactHelp} type="email" value={email} maxLength={200} autoComplete="off" error={at('contact_email')} onChange={(event) => { setEmail(event.target.value); }} />
      <div className={pageClasses.buttons}>
        <Button onClick={onClose}>{shared.cancel}</Button>
        <Button type="submit" isPrimary>
          {text.save}
        </Button>
      </div>
    </form>
  );
}

interface ChangeDialogProps {
  id: number;
  meter: string;
  zone: Zone;
  onDone: () => void;
  onClose: () => void;
}

/** Nomination with its history, contact and end of an enrolment. */
export function ChangeDialog({ id, meter, ...rest }: ChangeDialogProps) {
  const enrolment = useQuery(enrolmentQuery(id));
  return (
    <Dialog title={text.changeTitle(meter)} onClose={rest.onClose}>
      {enrolment.isPending && <Skeleton height={320} />}
      {enrolment.isError && <ProblemNotice error={enrolment.error} onRetry={() => void enrolment.refetch()} />}
      {enrolment.data && <ChangeForm enrolment={enrolment.data} {...rest} />}
    </Dialog>
  );
}
