import { describe, expect, it } from 'vitest';
import { zoomAbout } from './gestures';
import { plotData } from './PowerChart';
import { isolatedPoints } from './powerOptions';
import type { PowerSeries } from './series';

const aSeries = (actual: (number | null)[], start = 0): PowerSeries => ({
  start, interval: 900, time: actual.map((_, i) => start + i * 900), actual, predicted: actual.map(() => 250), fullCount: actual.length, isReduced: false,
});

describe('the columns of the plot', () => {
  it('keep a gap a gap', () => {
    expect(plotData(aSeries([250, null, 500]), null, 'kW', false)[3]).toEqual([1, null, 2]);
  });

  it('close the last step', () => {
    const [time, , predicted, actual] = plotData(aSeries([250, 500]), null, 'kW', true);
    expect(time).toEqual([0, 900, 1800]);
    expect(actual).toEqual([1, 2, 2]);
    expect(predicted).toEqual([1, 1, 1]);
  });

  it('take a compared period along without making gaps in either', () => {
    const [time, compared, , actual] = plotData(aSeries([250, 500]), aSeries([750], 450), 'kW', false);
    expect(time).toEqual([0, 450, 900]);
    expect(compared[1]).toBe(3);
    expect(actual[1]).toBeUndefined();
    expect(actual).not.toContain(null);
  });
});

describe('a reading alone between gaps', () => {
  it('is drawn as a dot', () => {
    expect(isolatedPoints([1, null, 2, null, 3, 4, null, 5])).toEqual([0, 2, 7]);
  });
});

describe('zooming about an instant', () => {
  it('leaves that instant where it is', () => {
    const before = { from: 0, to: 100 };
    const after = zoomAbout(before, 25, 0.5);
    expect(after).toEqual({ from: 12.5, to: 62.5 });
    expect((25 - after.from) / (after.to - after.from)).toBe(0.25);
  });
});
