import type { PowerSeries } from '@/components/charts/series';
import type { Zone } from '@/lib/time';

export interface DayShare {
  day: string;
  share: number;
}

/** Share of each local day's readings that are there, up to the last reading. */
export function completenessOf(series: PowerSeries, zone: Zone): DayShare[] {
  const shares: { day: string; present: number; all: number }[] = [];
  let last = series.actual.length - 1;
  while (last >= 0 && series.actual[last] === null) last -= 1;
  for (let i = 0; i <= last; i += 1) {
    const day = zone.dayOf(series.time[i]);
    if (shares.at(-1)?.day !== day) shares.push({ day, present: 0, all: 0 });
    const entry = shares[shares.length - 1];
    entry.all += 1;
    if (series.actual[i] !== null) entry.present += 1;
  }
  return shares.map(({ day, present, all }) => ({ day, share: present / all }));
}
