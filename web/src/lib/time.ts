/**
 * Time in the provider's zone.
 *
 * Instants are seconds since 1970 in UTC, as in the API's series. A local day is its ISO date. A local day has 23, 24 or 25 hours,
 * so nothing here adds 86,400 seconds and calls it a day.
 */
export type LocalDay = string;

export interface ClockChange {
  /** First instant of the new offset. */
  utc: number;
  /** Seconds that the clock jumps forward; negative: back. */
  shift: number;
}

export interface LocalParts {
  day: LocalDay;
  hour: number;
  minute: number;
  /** 0 is Sunday. */
  weekday: number;
}

const DAY = 86_400;
const QUARTER = 900;

export const toIso = (utc: number): string => new Date(utc * 1000).toISOString().replace('.000Z', 'Z');
export const fromIso = (iso: string): number => Math.floor(Date.parse(iso) / 1000);

const civil = (day: LocalDay): number => Date.parse(`${day}T00:00:00Z`) / 1000;
const dayOfCivil = (seconds: number): LocalDay => new Date(seconds * 1000).toISOString().slice(0, 10);

export const isLocalDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(civil(text)) && dayOfCivil(civil(text)) === text;
export const addDays = (day: LocalDay, days: number): LocalDay => dayOfCivil(civil(day) + days * DAY);
export const daysBetween = (from: LocalDay, to: LocalDay): number => Math.round((civil(to) - civil(from)) / DAY);
export const weekdayOf = (day: LocalDay): number => new Date(civil(day) * 1000).getUTCDay();
export const isWeekend = (day: LocalDay): boolean => weekdayOf(day) % 6 === 0;

/** The same day of the month, or that month's last. */
export function addMonths(day: LocalDay, months: number): LocalDay {
  const date = new Date(civil(day) * 1000);
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(wanted, last));
  return date.toISOString().slice(0, 10);
}

/** One IANA zone, with its offsets remembered: a year of half-hours asks the browser's slow formatter about 400 times, not 17,520. */
export class Zone {
  private readonly format: Intl.DateTimeFormat;
  private readonly exact = new Map<number, number>();

  constructor(readonly name: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Local minus UTC, in seconds. */
  offsetAt(utc: number): number {
    const midnight = Math.floor(utc / DAY) * DAY;
    const before = this.ask(midnight);
    if (before === this.ask(midnight + DAY)) return before;
    return this.ask(Math.floor(utc / QUARTER) * QUARTER);
  }

  private ask(utc: number): number {
    const known = this.exact.get(utc);
    if (known !== undefined) return known;
    const part: Record<string, number> = {};
    for (const { type, value } of this.format.formatToParts(utc * 1000)) part[type] = Number(value);
    const local = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) / 1000;
    const offset = local - utc;
    this.exact.set(utc, offset);
    return offset;
  }

  partsOf(utc: number): LocalParts {
    const local = utc + this.offsetAt(utc);
    const second = ((local % DAY) + DAY) % DAY;
    const day = dayOfCivil(local - second);
    return { day, hour: Math.floor(second / 3600), minute: Math.floor((second % 3600) / 60), weekday: weekdayOf(day) };
  }

  dayOf(utc: number): LocalDay {
    return this.partsOf(utc).day;
  }

  /** The first instant of a local day. Where midnight itself is skipped, the first instant that exists. */
  startOf(day: LocalDay): number {
    return this.at(day, 0);
  }

  /**
   * The instant at which the day's clock shows `second` seconds after midnight. The earlier one where the clock shows it twice; where
   * the clock skips it, the instant of the change.
   */
  at(day: LocalDay, second: number): number {
    const local = civil(day) + second;
    const early = this.offsetAt(local - DAY);
    const late = this.offsetAt(local + DAY);
    const candidates = [local - early, local - late].filter((utc) => utc + this.offsetAt(utc) === local);
    if (candidates.length > 0) return Math.min(...candidates);
    return this.changesIn(local - DAY, local + DAY)[0]?.utc ?? local - early;
  }

  /** Clock changes in [from, to). */
  changesIn(from: number, to: number): ClockChange[] {
    const changes: ClockChange[] = [];
    for (let low = from; low < to; low += DAY) {
      const high = Math.min(low + DAY, to);
      const shift = this.offsetAt(high) - this.offsetAt(low);
      if (shift !== 0) changes.push({ utc: this.changeBetween(low, high), shift });
    }
    return changes;
  }

  private changeBetween(low: number, high: number): number {
    const before = this.offsetAt(low);
    let first = low;
    let last = high;
    while (last - first > 1) {
      const middle = Math.floor((first + last) / 2);
      if (this.offsetAt(middle) === before) first = middle;
      else last = middle;
    }
    return last;
  }

  /** The name people use: "America/North_Dakota/Center" is "Center". */
  get city(): string {
    return (this.name.split('/').pop() ?? this.name).replaceAll('_', ' ');
  }

  /** "CDT", at an instant. */
  abbreviationAt(utc: number): string {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone: this.name, timeZoneName: 'short' }).formatToParts(utc * 1000);
    return parts.find((part) => part.type === 'timeZoneName')?.value ?? this.name;
  }
}
