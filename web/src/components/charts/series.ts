/**
 * A series of interval readings as the charts use it: starts of intervals, and energy in Wh; null where there is nothing.
 *
 * A reduced series has fewer points than intervals; its points keep the extremes and the ends of gaps, but sums over it mean nothing.
 */
import type { Series } from '@/api/types';

export type Value = number | null;
export type Unit = 'kW' | 'kWh';

export interface PowerSeries {
  start: number;
  interval: number;
  /** Start of each point's interval, in seconds since 1970. */
  time: number[];
  actual: Value[];
  predicted: Value[];
  /** Intervals before any reduction. */
  fullCount: number;
  isReduced: boolean;
}

export function toPowerSeries(series: Series): PowerSeries {
  const { start_utc, interval_s, index } = series;
  const time = series.actual_wh.map((_, i) => start_utc + (index ? index[i] : i) * interval_s);
  return {
    start: start_utc,
    interval: interval_s,
    time,
    actual: series.actual_wh,
    predicted: series.predicted_wh,
    fullCount: series.full_n,
    isReduced: index !== null,
  };
}

const MAGIC = 0x31505244;
const HEADER_BYTES = 32;
const MISSING = -2_147_483_648;

/** The binary form of /api/vis/data/: a header of 32 bytes, then little-endian int32 columns. */
export function decodeSeries(buffer: ArrayBuffer): PowerSeries {
  const view = new DataView(buffer);
  if (buffer.byteLength < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) throw new Error('not a DRP1 series');
  const count = view.getUint32(4, true);
  const interval = view.getUint32(8, true);
  const isReduced = view.getUint32(12, true) === 1;
  const start = Number(view.getBigInt64(16, true));
  const fullCount = view.getUint32(24, true);
  if (buffer.byteLength < HEADER_BYTES + count * 4 * (isReduced ? 3 : 2)) throw new Error('a DRP1 series was cut short');
  const column = (number: number): number[] =>
    Array.from({ length: count }, (_, i) => view.getInt32(HEADER_BYTES + 4 * (number * count + i), true));
  const values = (number: number): Value[] => column(number).map((wh) => (wh === MISSING ? null : wh));
  const index = isReduced ? column(2) : null;
  return {
    start,
    interval,
    time: Array.from({ length: count }, (_, i) => start + (index ? index[i] : i) * interval),
    actual: values(0),
    predicted: values(1),
    fullCount,
    isReduced,
  };
}

/** Factor from Wh of one interval to the unit: energy in kWh, or mean power over the interval in kW. */
export const unitFactor = (unit: Unit, interval: number): number => (unit === 'kW' ? 3600 / interval / 1000 : 1 / 1000);

export const scaled = (values: Value[], factor: number): Value[] => values.map((wh) => (wh === null ? null : wh * factor));

export interface Gap {
  /** Start of the first missing interval, and end of the last. */
  from: number;
  to: number;
}

/** Runs of missing actual values between the first and the last reading; what has not happened yet is no gap. */
export function gapsOf(series: PowerSeries): Gap[] {
  const gaps: Gap[] = [];
  let last = series.actual.length - 1;
  while (last >= 0 && series.actual[last] === null) last -= 1;
  let begin = -1;
  for (let i = 0; i <= last; i += 1) {
    if (series.actual[i] === null) {
      if (begin < 0) begin = i;
    } else if (begin >= 0) {
      gaps.push({ from: series.time[begin], to: series.time[i] });
      begin = -1;
    }
  }
  return gaps;
}

/** Index of the point whose interval holds the instant, or the nearest before it; -1 before the first. */
export function indexAt(time: ArrayLike<number>, utc: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time[middle] <= utc) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
