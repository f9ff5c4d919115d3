import type { Meter } from '@/api/types';
import { fromIso } from '@/lib/time';

export type Freshness = 'live' | 'current' | 'late' | 'silent' | 'empty' | 'retired';

const DAY = 86_400;

/** How old the latest reading is. Exports come once a day, so a day and a half is still in order. */
export function freshnessOf(meter: Pick<Meter, 'last_reading' | 'interval_s'> & Partial<Pick<Meter, 'is_retired'>>, now: number): Freshness {
  if (meter.is_retired) return 'retired';
  if (!meter.last_reading) return 'empty';
  const interval = meter.interval_s ?? 3600;
  const age = now - (fromIso(meter.last_reading) + interval);
  if (age < 3 * interval) return 'live';
  if (age < 1.5 * DAY) return 'current';
  return age < 8 * DAY ? 'late' : 'silent';
}
