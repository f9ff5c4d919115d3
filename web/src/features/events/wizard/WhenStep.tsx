import { Field } from '@/components/Field';
import { Notice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { formatDate } from '@/lib/format';
import { addDays, isLocalDay, type Zone } from '@/lib/time';
import { lengthWords } from '../lib/span';
import type { StepProps } from './ProgramStep';
import { text } from './text';
import { lengthOf } from './wish';

const GRAIN = 300;

/** A clock that is set forward or back within the days of the event. */
function ClockHint({ from, to, zone }: { from: string; to: string; zone: Zone }) {
  if (!isLocalDay(from) || !isLocalDay(to) || to < from) return null;
  const [found] = zone.changesIn(zone.startOf(from), zone.startOf(addDays(to, 1)));
  if (!found) return null;
  return (
    <Notice kind="info">
      {text.changes(formatDate(found.utc - 1, 'time', zone), found.shift > 0 ? text.shifts.forward : text.shifts.back)}
    </Notice>
  );
}

export function WhenStep({ wish, errors, change, zone }: StepProps & { zone: Zone }) {
  const length = lengthOf(wish, zone);
  const changeStartDay = (startDay: string): void => {
    // The last day follows the first until somebody parts them.
    change(wish.endDay === wish.startDay || wish.endDay < startDay ? { startDay, endDay: startDay } : { startDay });
  };
  return (
    <>
      <p className={pageClasses.muted}>{text.zone(zone.name)}</p>
      <div className={pageClasses.pair}>
        <Field label={text.startDay} type="date" value={wish.startDay} error={errors.startDay} onChange={(event) => { changeStartDay(event.target.value); }} />
        <Field label={text.startTime} type="time" step={GRAIN} value={wish.startTime} error={errors.startTime} onChange={(event) => { change({ startTime: event.target.value }); }} />
        <Field label={text.endDay} type="date" value={wish.endDay} error={errors.endDay} onChange={(event) => { change({ endDay: event.target.value }); }} />
        <Field label={text.endTime} type="time" step={GRAIN} value={wish.endTime} error={errors.endTime} onChange={(event) => { change({ endTime: event.target.value }); }} />
      </div>
      {length !== null && length > 0 && <p role="status">{text.length(lengthWords(length))}</p>}
      <ClockHint from={wish.startDay} to={wish.endDay} zone={zone} />
    </>
  );
}
