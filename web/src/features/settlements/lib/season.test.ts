import { describe, expect, test } from 'vitest';
import { barsOf, daysIn, rangeOf, roundUp } from './season';

describe('A season', () => {
  test('is the year where the address says nothing', () => {
    expect(daysIn(new URLSearchParams(), '2026-11-23')).toEqual({ first: '2026-01-01', last: '2026-12-31' });
    expect(daysIn(new URLSearchParams('from=2026-09-01&to=2026-06-01'), '2026-11-23').first).toBe('2026-01-01');
  });
  test('is what the address says, its last day included', () => {
    const days = daysIn(new URLSearchParams('from=2026-06-01&to=2026-09-30'), '2026-11-23');
    expect(rangeOf(days)).toEqual({ from: '2026-06-01', to: '2026-10-01' });
  });
});

describe('The bars of a season', () => {
  const frame = { left: 10, top: 0, width: 200, height: 100 };
  test('are as high as their share of the highest, and stand on zero', () => {
    const [paid, avoided] = barsOf([[50, 100]], 100, frame).flat();
    if (!paid || !avoided) throw new Error('two bars are missing');
    expect([paid.height, avoided.height]).toEqual([50, 100]);
    expect(paid.y + paid.height).toBe(100);
  });
  test('do not overlap', () => {
    const bars = barsOf([[1, 2], [3, 4], [5, 6]], 10, frame).flat();
    bars.slice(1).forEach((bar, i) => {
      expect(bar.x).toBeGreaterThanOrEqual((bars[i]?.x ?? 0) + (bars[i]?.width ?? 0));
    });
  });
  test('are none without events, and flat without money', () => {
    expect(barsOf([], 1, frame)).toEqual([]);
    expect(barsOf([[0, 0]], 1, frame)[0]?.[0].height).toBe(0);
  });
  test('have an axis that ends on a round amount', () => {
    expect([5009.11, 5000, 141, 0.07, 0].map(roundUp)).toEqual([10_000, 5000, 200, 0.1, 1]);
  });
});
