/** A season's days in the address. */
import { addDays, isLocalDay, type LocalDay } from '@/lib/time';

export interface Days {
  first: LocalDay;
  /** Included. */
  last: LocalDay;
}

/** The calendar year of `today` where the address says nothing that makes sense. */
export function daysIn(params: URLSearchParams, today: LocalDay): Days {
  const year = today.slice(0, 4);
  const first = params.get('from') ?? '';
  const last = params.get('to') ?? '';
  if (isLocalDay(first) && isLocalDay(last) && first <= last) return { first, last };
  return { first: `${year}-01-01`, last: `${year}-12-31` };
}

/** As the API takes it: the end is not included. */
export const rangeOf = ({ first, last }: Days): { from: LocalDay; to: LocalDay } => ({ from: first, to: addDays(last, 1) });

export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The next of 1, 2, 5, 10, 20, 50 … that is not below. */
export function roundUp(amount: number): number {
  if (amount <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(amount));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= amount) ?? amount;
}

/** Bars of a group in a frame, two each, from zero to `most`. Amounts are not negative. */
export function barsOf(
  pairs: readonly (readonly [number, number])[],
  most: number,
  frame: { left: number; top: number; width: number; height: number },
): [Bar, Bar][] {
  const slot = frame.width / Math.max(1, pairs.length);
  const width = Math.min(36, slot * 0.36);
  return pairs.map((pair, i) => {
    const middle = frame.left + slot * (i + 0.5);
    const bar = (amount: number, x: number): Bar => {
      const height = (Math.max(0, amount) / most) * frame.height;
      return { x, y: frame.top + frame.height - height, width, height };
    };
    return [bar(pair[0], middle - width - 1), bar(pair[1], middle + 1)];
  });
}
