/** Numbers, money and times as the portal writes them: true minus, thin spaces, no false precision. */
import type { Zone } from './time';

const MINUS = '\u2212';
const THIN_SPACE = '\u202f';
const DASH = '\u2013';

const numberFormats = new Map<number, Intl.NumberFormat>();

export function formatNumber(value: number, decimals = 0): string {
  let format = numberFormats.get(decimals);
  if (!format) {
    format = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    numberFormats.set(decimals, format);
  }
  const text = format.format(value);
  return /[1-9]/.test(text) ? text.replace('-', MINUS) : text.replace('-', '');
}

export const formatSigned = (value: number, decimals = 0): string => {
  const text = formatNumber(Math.abs(value), decimals);
  if (!/[1-9]/.test(text)) return text;
  return (value < 0 ? MINUS : '+') + text;
};

/** Two significant places for small figures, whole numbers for large ones. */
export const decimalsFor = (magnitude: number): number => (Math.abs(magnitude) < 10 ? 2 : Math.abs(magnitude) < 100 ? 1 : 0);

export const formatQuantity = (value: number): string => formatNumber(value, decimalsFor(value));

/** A contracted or configured figure: no decimals that nobody wrote. */
export const formatPlain = (value: number): string => formatNumber(value, Number.isInteger(value) ? 0 : decimalsFor(value));

/** A share in percent: whole, but never rounded to "100" or "0" when it is not. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (share > 0 && percent < 1) return formatNumber(percent, 1);
  if (share < 1 && percent > 99) return formatNumber(Math.floor(percent * 10) / 10, 1);
  return formatNumber(percent);
}

/** Dollars out of the API's exact decimal text; the digits are grouped, never recomputed. */
export function formatDollars(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return text;
  const [, sign, whole, fraction = ''] = match;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign ? MINUS : ''}$${grouped}.${fraction.padEnd(2, '0')}`;
}

/** kWh x $/kWh, exact, rounded half up to cents. */
export function creditDollars(wattHours: number, dollarsPerKwh: string): string {
  const [whole, fraction = ''] = dollarsPerKwh.split('.');
  const factor = BigInt(whole + fraction);
  const scale = 10n ** BigInt(fraction.length + 1); // Wh to kWh takes three places, cents give two back
  const product = BigInt(Math.round(Math.abs(wattHours))) * factor;
  const cents = (product + scale / 2n) / scale;
  const sign = wattHours < 0 && cents > 0n ? '-' : '';
  return `${sign}${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`;
}

/** "71 007 919": digits in threes from the right, as on the meter. Anything but digits stays as it is. */
export const formatMeterNumber = (id: string): string =>
  /^\d{6,}$/.test(id) ? id.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE) : id;

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value, value < 10 ? 1 : 0)} ${units[unit]}`;
}

const plural = (count: number, word: string): string => `${formatNumber(count)} ${word}${count === 1 ? '' : 's'}`;
export const formatCount = plural;

/** "2 min", "3 h", "5 days": how long ago. */
export function formatAge(seconds: number): string {
  const minutes = Math.max(0, Math.floor(seconds / 60));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${plural(Math.floor(hours / 24), 'day')} ago`;
}

/** "half-hour", "15-minute": how the readings of a meter are called. */
export const intervalAdjective = (seconds: number): string => (seconds === 3600 ? 'hourly' : `${seconds / 60}-minute`);
export const intervalNoun = (seconds: number, count = 2): string => {
  const noun = seconds === 3600 ? 'hour' : seconds === 1800 ? 'half-hour' : `${seconds / 60}-minute interval`;
  return count === 1 ? noun : `${noun}s`;
};

type DateStyle = 'day' | 'weekday' | 'dayYear' | 'monthYear' | 'month' | 'time' | 'hour';
const STYLES: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  day: { month: 'short', day: 'numeric' },
  weekday: { weekday: 'short', month: 'short', day: 'numeric' },
  dayYear: { month: 'short', day: 'numeric', year: 'numeric' },
  monthYear: { month: 'short', year: 'numeric' },
  month: { month: 'short' },
  time: { hour: 'numeric', minute: '2-digit' },
  hour: { hour: 'numeric' },
};
const dateFormats = new Map<string, Intl.DateTimeFormat>();
/** In 24 hours an hour alone is no time of day: it has its minutes. */
const STYLES_24: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  ...STYLES,
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  hour: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
};
let is24Hours = false;

/** How times of day are written from here on. */
export function setClock(clock: '12h' | '24h'): void {
  if (is24Hours === (clock === '24h')) return;
  is24Hours = clock === '24h';
  dateFormats.clear();
}

/** An hour of the day, 0 to 24 and fractions: "2 PM", "2:30 PM", "14:30". */
export function formatHourOfDay(hour: number): string {
  const whole = Math.floor(hour) % 24;
  const minutes = String(Math.round((hour % 1) * 60)).padStart(2, '0');
  if (is24Hours) return `${String(whole).padStart(2, '0')}:${minutes}`;
  return `${whole % 12 === 0 ? 12 : whole % 12}${minutes === '00' ? '' : `:${minutes}`} ${whole < 12 ? 'AM' : 'PM'}`;
}

export function formatDate(utc: number, style: DateStyle, zone: Zone): string {
  const key = `${zone.name}|${style}`;
  let format = dateFormats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone.name, ...(is24Hours ? STYLES_24[style] : STYLES[style]) });
    dateFormats.set(key, format);
  }
  return format.format(utc * 1000).replace(/\u202f/g, ' ');
}

/** "2:30–3:00 PM"; both halves carry AM/PM only where they differ. */
export function formatSpan(from: number, to: number, zone: Zone): string {
  const start = formatDate(from, 'time', zone);
  const end = formatDate(to, 'time', zone);
  if (is24Hours) return `${start}${DASH}${end}`;
  const short = start.slice(-2) === end.slice(-2) && zone.dayOf(from) === zone.dayOf(to) ? start.slice(0, -3) : start;
  return `${short}${DASH}${end}`;
}

/** "Fri, Jun 20, 2:30–3:00 PM". */
export const formatInterval = (utc: number, seconds: number, zone: Zone): string =>
  `${formatDate(utc, 'weekday', zone)}, ${formatSpan(utc, utc + seconds, zone)}`;

/** "May 22 to Jun 20, 2025"; `to` is excluded. The year stands once, or twice where it changes. */
export function formatPeriod(from: number, to: number, zone: Zone): string {
  const last = to - 1;
  if (zone.dayOf(from) === zone.dayOf(last)) return `${formatDate(from, 'weekday', zone)}, ${zone.dayOf(from).slice(0, 4)}`;
  const sameYear = zone.dayOf(from).slice(0, 4) === zone.dayOf(last).slice(0, 4);
  return `${formatDate(from, sameYear ? 'day' : 'dayYear', zone)} to ${formatDate(last, 'dayYear', zone)}`;
}
