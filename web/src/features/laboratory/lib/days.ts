import type { Zone } from '@/lib/time';

const SECONDS_OF_HOUR = 3600;

export interface DayPeak {
  day: string;
  /** Start of its highest hour, in seconds since 1970. */
  start: number;
  kw: number;
}

/** The highest hour of each local day that has any. */
export function dayPeaks(firstStart: number, hoursKw: readonly (number | null)[], zone: Zone): DayPeak[] {
  const peaks = new Map<string, DayPeak>();
  hoursKw.forEach((kw, i) => {
    if (kw === null) return;
    const start = firstStart + i * SECONDS_OF_HOUR;
    const day = zone.dayOf(start);
    const known = peaks.get(day);
    if (!known || kw > known.kw) peaks.set(day, { day, start, kw });
  });
  return [...peaks.values()];
}
