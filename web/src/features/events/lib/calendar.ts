/** A month as weeks of local days, and the events on each. */
import { addDays, addMonths, fromIso, isLocalDay, weekdayOf, type LocalDay, type Zone } from '@/lib/time';

const DAYS_A_WEEK = 7;

/** "2026-07" in the address; the month of `today` for anything else. */
export function monthIn(text: string | null, today: LocalDay): LocalDay {
  const first = `${text ?? ''}-01`;
  return isLocalDay(first) ? first : `${today.slice(0, 7)}-01`;
}

export const otherMonth = (first: LocalDay, months: number): string => addMonths(first, months).slice(0, 7);

export interface CalendarDay {
  day: LocalDay;
  isInMonth: boolean;
}

/** Whole weeks from Sunday to Saturday that hold the month. */
export function weeksOf(first: LocalDay): CalendarDay[][] {
  const month = first.slice(0, 7);
  const end = addMonths(first, 1);
  const weeks: CalendarDay[][] = [];
  for (let sunday = addDays(first, -weekdayOf(first)); sunday < end; sunday = addDays(sunday, DAYS_A_WEEK)) {
    weeks.push(
      Array.from({ length: DAYS_A_WEEK }, (_, i) => {
        const day = addDays(sunday, i);
        return { day, isInMonth: day.startsWith(month) };
      }),
    );
  }
  return weeks;
}

/** Events by each local day that they touch. An event that ends at midnight does not touch the day that begins then. */
export function eventsByDay<E extends { start: string; end: string }>(events: readonly E[], zone: Zone): Map<LocalDay, E[]> {
  const byDay = new Map<LocalDay, E[]>();
  for (const event of events) {
    const last = zone.dayOf(fromIso(event.end) - 1);
    for (let day = zone.dayOf(fromIso(event.start)); day <= last; day = addDays(day, 1)) {
      byDay.set(day, [...(byDay.get(day) ?? []), event]);
    }
  }
  return byDay;
}
