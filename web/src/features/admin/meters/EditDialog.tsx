import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { toProblem } from '@/api/problem';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { SelectField } from '@/components/Inputs';
import { ProblemNotice } from '@/components/Notice';
import { Skeleton } from '@/components/Skeleton';
import { text as shared } from '@/components/text';
import classes from '../Admin.module.css';
import { meterQuery, useChange, type MeterChange, type MeterDetails } from './api';
import { text } from './text';

type Interval = MeterChange['interval_s'];
const INTERVALS: readonly NonNullable<Interval>[] = [300, 900, 1800, 3600];

const shown = (value: number | null): string => (value === null ? '' : String(value));
const degrees = (typed: string): number | null => (typed.trim() === '' ? null : Number(typed));
const isDegrees = (typed: string): boolean => !Number.isNaN(degrees(typed));

interface FormProps {
  meter: MeterDetails;
  onDone: () => void;
  onClose: () => void;
}

function EditForm({ meter, onDone, onClose }: FormProps) {
  const [label, setLabel] = useState(meter.label);
  const [address, setAddress] = useState(meter.address);
  const [latitude, setLatitude] = useState(shown(meter.latitude));
  const [longitude, setLongitude] = useState(shown(meter.longitude));
  const [interval, setInterval] = useState(shown(meter.interval_s));
  const change = useChange(meter.id);
  const problem = change.error ? toProblem(change.error) : undefined;
  const place = problem?.document.place;
  const at = (field: string): string | undefined =>
    problem && place === field ? `${problem.document.detail} ${problem.document.cure ?? ''}` : undefined;
  const isAtField = ['label', 'address', 'latitude', 'longitude', 'interval_s'].includes(place ?? '');
  const save = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!isDegrees(latitude) || !isDegrees(longitude)) return; // said at the field
    const interval_s = INTERVALS.find((seconds) => String(seconds) === interval) ?? null;
    change.mutate({ label, address, latitude: degrees(latitude), longitude: degrees(longitude), interval_s }, { onSuccess: onDone });
  };
  return (
    <form className={classes.form} onSubmit={save} noValidate>
      {problem && !isAtField && <ProblemNotice error={problem} />}
      {meter.former_numbers.length > 0 && <p className={classes.muted}>{text.formerly(meter.former_numbers.map(({ id }) => id).join(', '))}</p>}
      <Field label={text.label} help={text.labelHelp} value={label} maxLength={100} autoComplete="off" error={at('label')} onChange={(event) => { setLabel(event.target.value); }} />
      <Field label={text.address} help={text.addressHelp} value={address} maxLength={100} autoComplete="off" error={at('address')} onChange={(event) => { setAddress(event.target.value); }} />
      <Field label={text.latitude} help={text.placeHelp} inputMode="decimal" value={latitude} autoComplete="off" error={isDegrees(latitude) ? at('latitude') : text.noNumber} onChange={(event) => { setLatitude(event.target.value); }} />
      <Field label={text.longitude} inputMode="decimal" value={longitude} autoComplete="off" error={isDegrees(longitude) ? at('longitude') : text.noNumber} onChange={(event) => { setLongitude(event.target.value); }} />
      <SelectField label={text.interval} help={text.intervalHelp} value={interval} error={at('interval_s')} onChange={(event) => { setInterval(event.target.value); }}>
        <option value="">{text.intervalUnknown}</option>
        {INTERVALS.map((seconds) => (
          <option key={seconds} value={seconds}>
            {text.intervals[seconds]}
          </option>
        ))}
      </SelectField>
      <div className={classes.buttons}>
        <Button onClick={onClose}>{shared.cancel}</Button>
        <Button type="submit" isPrimary>
          {text.save}
        </Button>
      </div>
    </form>
  );
}

/** What is known of a meter besides its number and its owner. */
export function EditDialog({ id, onDone, onClose }: { id: string; onDone: () => void; onClose: () => void }) {
  const meter = useQuery(meterQuery(id));
  return (
    <Dialog title={text.editTitle(id)} onClose={onClose}>
      {meter.isPending && <Skeleton height={320} />}
      {meter.isError && <ProblemNotice error={meter.error} onRetry={() => void meter.refetch()} />}
      {meter.data && <EditForm meter={meter.data} onDone={onDone} onClose={onClose} />}
    </Dialog>
  );
}
