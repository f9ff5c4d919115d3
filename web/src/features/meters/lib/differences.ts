import type { PowerSeries, Value } from '@/components/charts/series';
import { addDays, addMonths, weekdayOf, type LocalDay, type Zone } from '@/lib/time';

export type Bucket = 'interval' | 'day' | 'week' | 'month';

export interface Differences {
  bucket: Bucket;
  /** Middle of each bucket, and its ends. */
  middle: number[];
  from: number[];
  to: number[];
  /** Actual minus predicted in kWh over intervals that have both; null where a bucket has none. Negative: used less. */
  kwh: Value[];
}

const DAY = 86_400;

/** Bars no thinner than a finger of light: intervals for up to two days, then days, weeks, months. */
export function bucketFor(seconds: number, interval: number, mostBars: number): Bucket {
  if (seconds / interval <= mostBars) return 'interval';
  if (seconds / DAY <= mostBars) return 'day';
  return seconds / DAY / 7 <= mostBars ? 'week' : 'month';
}

const mondayOf = (day: LocalDay): LocalDay => addDays(day, -((weekdayOf(day) + 6) % 7));

function bucketStart(day: LocalDay, bucket: Bucket): LocalDay {
  if (bucket === 'week') return mondayOf(day);
  return bucket === 'month' ? `${day.slice(0, 7)}-01` : day;
}

function bucketEnd(start: LocalDay, bucket: Bucket): LocalDay {
  if (bucket === 'week') return addDays(start, 7);
  return bucket === 'month' ? addMonths(start, 1) : addDays(start, 1);
}

/** Needs a complete series: sums over a reduced one would be wrong. */
export function differencesOf(series: PowerSeries, bucket: Bucket, zone: Zone): Differences {
  if (series.isReduced) throw new Error('differences need a complete series');
  const result: Differences = { bucket, middle: [], from: [], to: [], kwh: [] };
  const open = (from: number, to: number): void => {
    result.from.push(from);
    result.to.push(to);
    result.middle.push((from + to) / 2);
    result.kwh.push(null);
  };
  for (let i = 0; i < series.time.length; i += 1) {
    const utc = series.time[i];
    if (bucket === 'interval') open(utc, utc + series.interval);
    else if (result.to.length === 0 || utc >= result.to[result.to.length - 1]) {
      const start = bucketStart(zone.dayOf(utc), bucket);
      open(zone.startOf(start), zone.startOf(bucketEnd(start, bucket)));
    }
    const actual = series.actual[i];
    const predicted = series.predicted[i];
    if (actual === null || predicted === null) continue;
    const at = result.kwh.length - 1;
    result.kwh[at] = (result.kwh[at] ?? 0) + (actual - predicted) / 1000;
  }
  return result;
}
