import { pageClasses } from '@/components/Page';
import { formatDate, formatInterval } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import type { PeakHours } from '../api';
import classes from '../Laboratory.module.css';
import { dayPeaks } from '../lib/days';
import { text } from '../text';

const { peak } = text;
const SECONDS_OF_HOUR = 3600;

/** The remaining hours, most likely first. Their worth is shown where a cost is known. */
export function LikelyHours({ hours, hasCost, zone }: { hours: PeakHours['hours']; hasCost: boolean; zone: Zone }) {
  const titles = [peak.expected, peak.probability, ...(hasCost ? [peak.value] : [])];
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className={pageClasses.scroll} role="group" aria-label={peak.hours} tabIndex={0}>
      <table className={pageClasses.table}>
        <caption className="visually-hidden">{peak.hours}</caption>
        <thead>
          <tr>
            <th scope="col">{peak.hour}</th>
            {titles.map((title) => (
              <th key={title} scope="col" className={pageClasses.number}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.map(({ start, expected_kw, probability, dollars_per_kw }) => (
            <tr key={start}>
              <th scope="row" className={classes.hour}>{formatInterval(fromIso(start), SECONDS_OF_HOUR, zone)}</th>
              <td className={pageClasses.number}>{peak.kw(expected_kw)}</td>
              <td className={pageClasses.number}>{peak.chance(probability)}</td>
              {hasCost && <td className={pageClasses.number}>{peak.dollars(dollars_per_kw)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The chart in numbers: the highest hour of each day. */
export function DayTable({ start, hoursKw, zone }: { start: number; hoursKw: PeakHours['hours_kw']; zone: Zone }) {
  return (
    <details className={classes.twin}>
      <summary>{peak.table}</summary>
      <table className={pageClasses.table}>
        <caption className="visually-hidden">{peak.tableCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{peak.day}</th>
            <th scope="col">{peak.highest}</th>
            <th scope="col" className={pageClasses.number}>
              {peak.unit}
            </th>
          </tr>
        </thead>
        <tbody>
          {dayPeaks(start, hoursKw, zone).map(({ day, start: hour, kw }) => (
            <tr key={day}>
              <th scope="row">{formatDate(hour, 'weekday', zone)}</th>
              <td>{formatDate(hour, 'time', zone)}</td>
              <td className={pageClasses.number}>{peak.kw(kw)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
