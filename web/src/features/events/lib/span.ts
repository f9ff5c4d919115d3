/** When an event is, in words of the provider's clock. */
import { formatDate, formatSpan } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';

const MINUTE = 60;
const HOUR = 3600;

/** "Sun, Jul 12, 2026, 4:00–6:00 PM"; with the last day where that is another one. */
export function whenWords(event: { start: string; end: string }, zone: Zone): string {
  const start = fromIso(event.start);
  const end = fromIso(event.end);
  const first = `${formatDate(start, 'weekday', zone)}, ${zone.dayOf(start).slice(0, 4)}`;
  if (zone.dayOf(start) === zone.dayOf(end - 1)) return `${first}, ${formatSpan(start, end, zone)}`;
  return `${first}, ${formatDate(start, 'time', zone)} to ${formatDate(end, 'weekday', zone)}, ${formatDate(end, 'time', zone)}`;
}

/** "4:00 PM on Sun, Jul 12". */
export const momentWords = (iso: string, zone: Zone): string =>
  `${formatDate(fromIso(iso), 'time', zone)} on ${formatDate(fromIso(iso), 'weekday', zone)}`;

/** "2 days 3 h", "3 h 12 min", "12 min": never longer than it really is. */
export function lengthWords(seconds: number): string {
  const minutes = Math.max(0, Math.floor(seconds / MINUTE));
  const hours = Math.floor(minutes / MINUTE);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days} day${days === 1 ? '' : 's'}${hours % 24 > 0 ? ` ${hours % 24} h` : ''}`;
  if (hours > 0) return `${hours} h${minutes % MINUTE > 0 ? ` ${minutes % MINUTE} min` : ''}`;
  return seconds > 0 && minutes === 0 ? 'less than a minute' : `${minutes} min`;
}

export const hoursOf = (event: { start: string; end: string }): number => (fromIso(event.end) - fromIso(event.start)) / HOUR;
