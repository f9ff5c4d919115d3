import type { PowerSeries } from '@/components/charts/series';
import { unitFactor } from '@/components/charts/series';
import type { LocalDay, Zone } from '@/lib/time';

export interface HeatMap {
  days: LocalDay[];
  /** Mean kW by day and hour of the local clock; null where there is no reading. */
  cells: (number | null)[][];
  most: number;
  /** Days and hours up to the last reading; what is later has not happened. */
  lastHour: number;
}

const HOURS = 24;

export function heatMapOf(series: PowerSeries, zone: Zone): HeatMap {
  const factor = unitFactor('kW', series.interval);
  const days: LocalDay[] = [];
  const sums: number[][] = [];
  const counts: number[][] = [];
  let last = series.actual.length - 1;
  while (last >= 0 && series.actual[last] === null) last -= 1;
  let lastHour = 0;
  for (let i = 0; i <= last; i += 1) {
    const { day, hour } = zone.partsOf(series.time[i]);
    if (days.at(-1) !== day) {
      days.push(day);
      sums.push(Array<number>(HOURS).fill(0));
      counts.push(Array<number>(HOURS).fill(0));
    }
    lastHour = hour;
    const wh = series.actual[i];
    if (wh === null) continue;
    sums[sums.length - 1][hour] += wh * factor;
    counts[counts.length - 1][hour] += 1;
  }
  const cells = sums.map((row, d) => row.map((sum, h) => (counts[d][h] === 0 ? null : sum / counts[d][h])));
  const most = cells.reduce((max, row) => row.reduce<number>((m, kw) => Math.max(m, kw ?? 0), max), 0);
  return { days, cells, most, lastHour };
}

/** Mean and highest power of each hour over all days; null where there is no reading. */
export function hoursOf({ cells }: HeatMap): { mean: number | null; most: number | null }[] {
  return Array.from({ length: HOURS }, (_, hour) => {
    const values = cells.map((row) => row[hour]).filter((kw) => kw !== null);
    if (values.length === 0) return { mean: null, most: null };
    return { mean: values.reduce((sum, kw) => sum + kw, 0) / values.length, most: Math.max(...values) };
  });
}

/** The three neighbouring hours with the highest mean over all days: where the load is worth watching. */
export function highestHours({ cells }: HeatMap): [number, number] {
  const mean = (hour: number): number => {
    const values = cells.map((row) => row[hour % HOURS]).filter((kw) => kw !== null);
    return values.reduce((sum, kw) => sum + kw, 0) / Math.max(1, values.length);
  };
  let best = 0;
  let bestSum = -Infinity;
  for (let hour = 0; hour <= HOURS - 3; hour += 1) {
    const sum = mean(hour) + mean(hour + 1) + mean(hour + 2);
    if (sum > bestSum) {
      best = hour;
      bestSum = sum;
    }
  }
  return [best, best + 3];
}
