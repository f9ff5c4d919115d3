/** Marks of a time axis in the provider's zone. The chart library's own follow the browser's clock and slip where that clock jumps. */
import { formatDate } from './format';
import { addDays, addMonths, type Zone } from './time';

export interface Tick {
  utc: number;
  label: string;
}

const HOUR = 3600;
const DAY = 86_400;
const INTRADAY_STEPS = [300, 900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR];
const DAY_STEPS = [1, 2, 3, 5, 7, 10, 14];
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60];

function intradayTicks(zone: Zone, from: number, to: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  for (let day = zone.dayOf(from); zone.startOf(day) <= to; day = addDays(day, 1)) {
    for (let second = 0; second < DAY; second += step) {
      const utc = zone.at(day, second);
      if (utc < from || utc > to || utc === ticks.at(-1)?.utc) continue;
      const midnight = second === 0;
      ticks.push({ utc, label: formatDate(utc, midnight ? 'weekday' : step < HOUR ? 'time' : 'hour', zone) });
    }
  }
  return ticks;
}

function dayTicks(zone: Zone, from: number, to: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  for (let day = zone.dayOf(from); zone.startOf(day) <= to; day = addDays(day, step)) {
    const utc = zone.startOf(day);
    if (utc >= from) ticks.push({ utc, label: formatDate(utc, 'day', zone) });
  }
  return ticks;
}

function monthTicks(zone: Zone, from: number, to: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  const first = `${zone.dayOf(from).slice(0, 7)}-01`;
  for (let day = first; zone.startOf(day) <= to; day = addMonths(day, step)) {
    const utc = zone.startOf(day);
    if (utc < from) continue;
    const january = day.slice(5, 7) === '01';
    ticks.push({ utc, label: formatDate(utc, january || ticks.length === 0 ? 'monthYear' : 'month', zone) });
  }
  return ticks;
}

/** At most `most` marks in [from, to], on round local times. */
export function timeTicks(zone: Zone, from: number, to: number, most: number): Tick[] {
  // A little slack: a month with a clock change must not lose half its marks to one hour.
  const wanted = (0.95 * (to - from)) / Math.max(2, most);
  const intraday = INTRADAY_STEPS.find((step) => step >= wanted);
  if (intraday !== undefined) return intradayTicks(zone, from, to, intraday);
  const days = DAY_STEPS.find((step) => step * DAY >= wanted);
  if (days !== undefined) return dayTicks(zone, from, to, days);
  const months = MONTH_STEPS.find((step) => step * 30.4 * DAY >= wanted) ?? 120;
  return monthTicks(zone, from, to, months);
}
