/** What the cards of usual days, base and peak say in words. */
import type { Statistics, TypicalDay } from '@/api/types';

export type DayType = TypicalDay['day_type'];

export interface Peak {
  hour: number;
  kw: number;
  isFlat: boolean;
}

const FLAT = 1.15;

/** When a curve is highest; flat where it hardly rises above its mean. */
export function peakOf(values: (number | null)[], interval: number): Peak {
  let at = 0;
  values.forEach((kw, i) => {
    if (kw !== null && kw > (values[at] ?? -Infinity)) at = i;
  });
  const present = values.filter((kw) => kw !== null);
  const kw = values[at] ?? 0;
  const mean = present.reduce((sum, value) => sum + value, 0) / Math.max(1, present.length);
  return { hour: (at * interval) / 3600, kw, isFlat: kw < mean * FLAT };
}

/** The day that is shown first: working days, or whichever type has readings. */
export const firstType = (days: TypicalDay[]): DayType => days.find((day) => day.days > 0)?.day_type ?? 'weekday';

/** How far apart days are at the hour they differ most: width of the middle half over its median. */
export function widest(day: TypicalDay, interval: number): { hour: number; from: number; to: number } | null {
  let best: { hour: number; from: number; to: number } | null = null;
  day.p50_kw.forEach((_, i) => {
    const from = day.p25_kw[i];
    const to = day.p75_kw[i];
    if (from === null || to === null) return;
    if (!best || to - from > best.to - best.from) best = { hour: (i * interval) / 3600, from, to };
  });
  return best;
}

/** Share of the energy that is used whatever happens: base load over mean load. */
export const baseShare = ({ load }: Statistics): number | null =>
  load && load.base_kw !== null && load.base_kw >= 0 && load.mean_kw > 0 ? Math.min(1, load.base_kw / load.mean_kw) : null;
