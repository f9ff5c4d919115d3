import { unitFactor, type PowerSeries, type Unit, type Value } from '@/components/charts/series';

export type Column = 'time' | 'actual' | 'predicted' | 'difference';

export interface Row {
  time: number;
  actual: Value;
  predicted: Value;
  difference: Value;
}

/** One row for each interval up to the last that has anything. */
export function rowsOf(series: PowerSeries, unit: Unit): Row[] {
  const factor = unitFactor(unit, series.interval);
  return series.time.map((time, i) => {
    const actual = series.actual[i];
    const predicted = series.predicted[i];
    return {
      time,
      actual: actual === null ? null : actual * factor,
      predicted: predicted === null ? null : predicted * factor,
      difference: actual === null || predicted === null ? null : (actual - predicted) * factor,
    };
  });
}

/** Sorted by a column; missing values come last whichever the direction. */
export function sortRows(rows: Row[], column: Column, isDescending: boolean): Row[] {
  const sign = isDescending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const x = a[column];
    const y = b[column];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return x === y ? a.time - b.time : (x - y) * sign;
  });
}
