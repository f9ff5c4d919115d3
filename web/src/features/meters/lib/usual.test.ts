import { describe, expect, test } from 'vitest';
import type { Statistics, TypicalDay } from '@/api/types';
import { baseShare, firstType, peakOf, widest } from './usual';

const aDay = (day_type: TypicalDay['day_type'], days: number, p50: (number | null)[], half = 0): TypicalDay => ({
  day_type,
  days,
  mean_kw: p50,
  p10_kw: p50,
  p25_kw: p50.map((kw) => (kw === null ? null : kw - half)),
  p50_kw: p50,
  p75_kw: p50.map((kw, i) => (kw === null ? null : kw + half * i)),
  p90_kw: p50,
});

describe('The peak of a usual day', () => {
  test('is its highest interval', () => {
    expect(peakOf([1, 2, 5, 1], 21_600)).toEqual({ hour: 12, kw: 5, isFlat: false });
  });
  test('is none where the load hardly rises above its mean', () => {
    expect(peakOf([2, 2.1, null, 2], 21_600).isFlat).toBe(true);
  });
});

test('Working days come first, unless there are none', () => {
  expect(firstType([aDay('weekday', 3, [1]), aDay('saturday', 1, [1])])).toBe('weekday');
  expect(firstType([aDay('weekday', 0, [null]), aDay('saturday', 1, [1])])).toBe('saturday');
});

test('Days differ most where the middle half is widest', () => {
  expect(widest(aDay('weekday', 3, [10, 20, null, 30], 2), 21_600)).toEqual({ hour: 18, from: 28, to: 36 });
  expect(widest(aDay('weekday', 0, [null, null]), 43_200)).toBeNull();
});

describe('The share of the base load', () => {
  const statistics = (base_kw: number | null, mean_kw: number): Statistics => ({
    range: { from: '', to: '' },
    interval_s: 900,
    n: 1,
    load: { mean_kw, near_base_kw: 0, near_peak_kw: 0, base_kw, lowest_kw: 0, peak_kw: 9, peak_start: null, load_factor: null },
    year_on_year: null,
  });
  test('is base over mean load', () => {
    expect(baseShare(statistics(2, 8))).toBe(0.25);
  });
  test('is not told where energy is fed back or nothing is known', () => {
    expect(baseShare(statistics(-2, 8))).toBeNull();
    expect(baseShare(statistics(null, 8))).toBeNull();
    expect(baseShare({ ...statistics(2, 8), load: null })).toBeNull();
  });
});
