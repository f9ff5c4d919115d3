import { describe, expect, test } from 'vitest';
import type { Board } from '../api';
import { intervalsOf, shortfallOf, stepsOf } from './lib';

const series: Board['series'] = { start_utc: 1_000_000_800, interval_s: 1800, baseline_kw: [40, 41], actual_kw: [30, null], meters: [3, 0] };

describe('The intervals of the board', () => {
  test('have nothing where no meter has sent anything, and never a zero', () => {
    expect(intervalsOf(series)).toEqual([
      { start: 1_000_000_800, baseline: 40, actual: 30, meters: 3 },
      { start: 1_000_002_600, baseline: 41, actual: null, meters: 0 },
    ]);
  });

  test('are drawn to the end of the last one', () => {
    expect(stepsOf(intervalsOf(series), 1800)).toEqual([
      [1_000_000_800, 1_000_002_600, 1_000_004_400],
      [40, 41, 41],
      [30, null, null],
    ]);
  });

  test('may be none', () => {
    expect(stepsOf([], 1800)).toEqual([[], [], []]);
  });
});

describe('A meter', () => {
  test('falls short by what its reduction lacks of the nomination', () => {
    expect(shortfallOf({ nomination_kw: 10, reduction_kw: 7.5 })).toBe(2.5);
    expect(shortfallOf({ nomination_kw: 10, reduction_kw: -2 })).toBe(12);
  });
  test('does not fall short where it gives more', () => {
    expect(shortfallOf({ nomination_kw: 10, reduction_kw: 12 })).toBe(0);
  });
  test('says nothing before there is a reduction', () => {
    expect(shortfallOf({ nomination_kw: 10, reduction_kw: null })).toBeNull();
    expect(shortfallOf({ nomination_kw: null, reduction_kw: 3 })).toBeNull();
  });
});
