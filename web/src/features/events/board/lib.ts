/** What the board shows, out of what the server says. */
import type { Board, BoardRow } from '../api';

export interface BoardInterval {
  start: number;
  baseline: number;
  actual: number | null;
  meters: number;
}

export const intervalsOf = ({ start_utc, interval_s, baseline_kw, actual_kw, meters }: Board['series']): BoardInterval[] =>
  baseline_kw.map((baseline, i) => ({ start: start_utc + i * interval_s, baseline, actual: actual_kw[i] ?? null, meters: meters[i] ?? 0 }));

type Column = (number | null)[];

/** Columns for steps, which need an end for the last interval. */
export function stepsOf(intervals: readonly BoardInterval[], length: number): [number[], Column, Column] {
  const last = intervals.at(-1);
  const times = intervals.map(({ start }) => start);
  const closed = (values: Column): Column => (last ? [...values, values.at(-1) ?? null] : values);
  return [last ? [...times, last.start + length] : times, closed(intervals.map(({ baseline }) => baseline)), closed(intervals.map(({ actual }) => actual))];
}

/** kW that are missing from the nomination so far; nothing before there is a reduction. */
export function shortfallOf({ nomination_kw, reduction_kw }: Pick<BoardRow, 'nomination_kw' | 'reduction_kw'>): number | null {
  if (nomination_kw === null || reduction_kw === null) return null;
  return Math.max(0, nomination_kw - reduction_kw);
}
