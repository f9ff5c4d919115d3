import type { ResponseEvent } from '@/api/types';
import { Notice } from '@/components/Notice';
import { formatDate, formatSpan } from '@/lib/format';
import { useNow } from '@/lib/hooks';
import { addDays, fromIso, type Zone } from '@/lib/time';
import classes from '../Meters.module.css';
import { text } from '../text';

/** The next event that is not over. */
export function nextEvent(events: ResponseEvent[], now: number): ResponseEvent | undefined {
  return events.filter((event) => fromIso(event.end) > now).sort((a, b) => fromIso(a.start) - fromIso(b.start))[0];
}

function dayWord(utc: number, now: number, zone: Zone): string {
  const date = formatDate(utc, 'weekday', zone);
  const today = zone.dayOf(now);
  if (zone.dayOf(utc) === today) return `${text.today}, ${date}`;
  return zone.dayOf(utc) === addDays(today, 1) ? `${text.tomorrow}, ${date}` : date;
}

export function EventBanner({ events, zone }: { events: ResponseEvent[]; zone: Zone }) {
  const now = useNow(60);
  const event = nextEvent(events, now);
  if (!event) return null;
  const start = fromIso(event.start);
  const end = fromIso(event.end);
  const title = start <= now ? text.nowRunning(formatDate(end, 'time', zone)) : text.upcoming(dayWord(start, now, zone), formatSpan(start, end, zone));
  return (
    <Notice kind="event">
      <span className={classes.bannerTitle}>{title}</span> {event.nomination_kw ? text.target(event.nomination_kw) : text.noTarget}
    </Notice>
  );
}
