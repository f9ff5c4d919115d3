import { describe, expect, it } from 'vitest';
import { timeTicks } from './ticks';
import { fromIso, Zone } from './time';

const chicago = new Zone('America/Chicago');
const labels = (from: string, to: string, most: number) =>
  timeTicks(chicago, fromIso(from), fromIso(to), most).map((tick) => tick.label);

describe('ticks', () => {
  it('stand on whole local hours of a day', () => {
    expect(labels('2025-06-20T05:00:00Z', '2025-06-21T04:59:00Z', 8)).toEqual([
      'Fri, Jun 20', '3 AM', '6 AM', '9 AM', '12 PM', '3 PM', '6 PM', '9 PM',
    ]);
  });

  it('stand on the same clock hours of a day with a clock change', () => {
    expect(labels('2025-03-09T06:00:00Z', '2025-03-10T04:59:00Z', 4)).toEqual(['Sun, Mar 9', '6 AM', '12 PM', '6 PM']);
  });

  it('stand on midnights of longer ranges', () => {
    const ticks = timeTicks(chicago, chicago.startOf('2025-10-25'), chicago.startOf('2025-11-24'), 10);
    expect(ticks.every((tick) => chicago.partsOf(tick.utc).hour === 0)).toBe(true);
    expect(ticks.map((tick) => tick.label).slice(0, 3)).toEqual(['Oct 25', 'Oct 28', 'Oct 31']);
  });

  it('stand on first days of months for a year, with the year where it begins', () => {
    expect(labels('2024-06-20T05:00:00Z', '2025-06-20T05:00:00Z', 6)).toEqual(['Aug 2024', 'Oct', 'Dec', 'Feb', 'Apr', 'Jun']);
  });

  it('are never more than there is room for', () => {
    for (const most of [3, 6, 12]) {
      for (const days of [0.2, 1, 3, 8, 30, 90, 365, 1500]) {
        const from = chicago.startOf('2025-01-01');
        expect(timeTicks(chicago, from, from + days * 86_400, most).length).toBeLessThanOrEqual(most + 2);
      }
    }
  });
});
