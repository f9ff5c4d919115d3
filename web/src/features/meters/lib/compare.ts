import type { PowerSeries } from '@/components/charts/series';
import { addDays, daysBetween, type Zone } from '@/lib/time';
import type { Compare, Range } from './view';

const WEEKS_OF_A_YEAR = 52;

/** Local days from the compared period to the one shown. A year is 52 weeks, so that Mondays meet Mondays. */
export function shiftDays(compare: Compare, range: Range, zone: Zone): number {
  if (compare === 'year') return WEEKS_OF_A_YEAR * 7;
  const days = daysBetween(zone.dayOf(range.from), zone.dayOf(range.to - 1)) + 1;
  // A part of a day is compared with the same part of the day before, a few days with the same days of the week before.
  return days > 1 && days < 7 ? 7 : days;
}

/** Same wall-clock time so many local days away. */
export function shiftInstant(utc: number, days: number, zone: Zone): number {
  const { day, hour, minute } = zone.partsOf(utc);
  return zone.at(addDays(day, days), hour * 3600 + minute * 60 + (utc % 60));
}

export const comparedRange = (range: Range, days: number, zone: Zone): Range => ({
  from: shiftInstant(range.from, -days, zone),
  to: shiftInstant(range.to, -days, zone),
});

/** The compared series moved onto the time axis of the one shown. */
export function shiftSeries(series: PowerSeries, days: number, zone: Zone): PowerSeries {
  const time = series.time.map((utc) => shiftInstant(utc, days, zone));
  return { ...series, start: time[0] ?? series.start, time };
}
