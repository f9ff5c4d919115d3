/** Builders for the tests of this feature. */
import type { Overview, ResponseEvent, Totals } from '@/api/types';
import type { PowerSeries, Value } from '@/components/charts/series';
import { toIso } from '@/lib/time';

export const JUNE_20 = 1_750_395_600; // 2025-06-20 00:00 in Chicago
export const HALF_HOUR = 1800;

export const aSeries = (actual: Value[], predicted: Value[] = actual.map(() => null), start = JUNE_20, interval = HALF_HOUR): PowerSeries => ({
  start,
  interval,
  time: actual.map((_, i) => start + i * interval),
  actual,
  predicted,
  fullCount: actual.length,
  isReduced: false,
});

export const someTotals = (change: Partial<Totals> = {}): Totals => ({
  range: { from: toIso(JUNE_20), to: toIso(JUNE_20 + 86_400) },
  saved_wh: 0,
  saved_dollars: '0.00',
  credit_factor_dollars_per_kwh: '0.1',
  net_wh: 0,
  actual_wh: 0,
  predicted_wh: 0,
  compared_actual_wh: 0,
  compared_predicted_wh: 0,
  actual_intervals: 0,
  predicted_intervals: 0,
  compared_intervals: 0,
  participating_intervals: 0,
  expected_intervals: 0,
  negative_intervals: 0,
  corrected_intervals: 0,
  ...change,
});

export const anEvent = (change: Partial<ResponseEvent> = {}): ResponseEvent => ({
  id: 1,
  name: 'Peak',
  kind: 'peak',
  start: toIso(JUNE_20 + 15 * 3600),
  end: toIso(JUNE_20 + 17 * 3600),
  nomination_kw: 50,
  reduced_kw: 43.2,
  saved_wh: 86_400,
  net_wh: 86_400,
  compared_intervals: 4,
  ...change,
});

/** A meter whose day has these readings and predictions from midnight on; the latest is the last that is not null. */
export function anOverview(actual: Value[], predicted: Value[], change: Partial<Overview> = {}): Overview {
  const lastIndex = actual.reduce<number>((found, wh, i) => (wh === null ? found : i), 0);
  const last = actual[lastIndex];
  return {
    meter: { id: '71007919', label: 'Main building', organization_id: 2, interval_s: HALF_HOUR, first_reading: toIso(JUNE_20), last_reading: toIso(JUNE_20 + lastIndex * HALF_HOUR), is_retired: false },
    organisation: 'Riverside School',
    is_live: true,
    range: { from: toIso(JUNE_20), to: toIso(JUNE_20 + 86_400) },
    series: { meter: '71007919', start_utc: JUNE_20, interval_s: HALF_HOUR, full_n: actual.length, index: null, actual_wh: actual, predicted_wh: predicted },
    totals: someTotals(),
    latest: last === null ? null : { start_utc: JUNE_20 + lastIndex * HALF_HOUR, interval_s: HALF_HOUR, actual_wh: last, predicted_wh: predicted[lastIndex] },
    events: [],
    ...change,
  };
}
