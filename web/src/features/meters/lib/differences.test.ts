import { describe, expect, it } from 'vitest';
import { Zone } from '@/lib/time';
import { aSeries, JUNE_20 } from '../testing';
import { bucketFor, differencesOf } from './differences';

const chicago = new Zone('America/Chicago');

describe('differences', () => {
  it('count only intervals that have both', () => {
    const { kwh } = differencesOf(aSeries([1000, null, 3000, 500], [1500, 900, null, 400]), 'interval', chicago);
    expect(kwh).toEqual([-0.5, null, null, 0.1]);
  });

  it('add up to the same total whatever the buckets', () => {
    const actual = Array.from({ length: 48 * 40 }, (_, i) => (i % 97 === 0 ? null : 1000 + ((i * 37) % 500)));
    const series = aSeries(actual, actual.map(() => 1200));
    const total = (bucket: 'interval' | 'day' | 'week' | 'month') =>
      differencesOf(series, bucket, chicago).kwh.reduce<number>((sum, kwh) => sum + (kwh ?? 0), 0);
    const expected = total('interval');
    for (const bucket of ['day', 'week', 'month'] as const) expect(total(bucket)).toBeCloseTo(expected, 6);
  });

  it('have one bar for a day of 25 hours', () => {
    const start = chicago.startOf('2025-11-02');
    const wh = Array<number>(50).fill(1000);
    const { from, to, kwh } = differencesOf(aSeries(wh, wh.map(() => 2000), start), 'day', chicago);
    expect(kwh).toEqual([-50]);
    expect((to[0] - from[0]) / 3600).toBe(25);
  });

  it('begin weeks on Monday', () => {
    const wh = Array<number>(48 * 5).fill(100);
    const { from } = differencesOf(aSeries(wh, wh, JUNE_20), 'week', chicago);
    expect(from.map((utc) => chicago.dayOf(utc))).toEqual(['2025-06-16', '2025-06-23']);
  });

  it('are refused for a reduced series', () => {
    expect(() => differencesOf({ ...aSeries([1]), isReduced: true }, 'day', chicago)).toThrow();
  });
});

describe('the bars', () => {
  it('grow with the period, so that they can be seen', () => {
    const day = 86_400;
    expect([1, 8, 30, 365, 3650].map((days) => bucketFor(days * day, 1800, 110))).toEqual(['interval', 'day', 'day', 'week', 'month']);
  });
});
