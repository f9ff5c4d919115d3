import { describe, expect, it } from 'vitest';
import { decodeSeries, gapsOf, indexAt, scaled, toPowerSeries, unitFactor, type PowerSeries } from './series';

const aSeries = (actual: (number | null)[]): PowerSeries => ({
  start: 0, interval: 900, time: actual.map((_, i) => i * 900), actual, predicted: actual.map(() => null), fullCount: actual.length, isReduced: false,
});

describe('units', () => {
  it('give mean power as energy over the hours of the interval', () => {
    expect(scaled([500, null, -250], unitFactor('kW', 1800))).toEqual([1, null, -0.5]);
    expect(scaled([500], unitFactor('kW', 900))).toEqual([2]);
    expect(scaled([1234], unitFactor('kWh', 300))).toEqual([1.234]);
  });
});

describe('gaps', () => {
  it('are runs of missing readings between readings', () => {
    expect(gapsOf(aSeries([1, null, null, 2, null, 3]))).toEqual([{ from: 900, to: 2700 }, { from: 3600, to: 4500 }]);
  });

  it('begin with the range where its first readings are missing', () => {
    expect(gapsOf(aSeries([null, null, 1]))).toEqual([{ from: 0, to: 1800 }]);
  });

  it('are not what has not happened yet', () => {
    expect(gapsOf(aSeries([1, 2, null, null]))).toEqual([]);
    expect(gapsOf(aSeries([null, null]))).toEqual([]);
  });

  it('are not zeros', () => {
    expect(gapsOf(aSeries([1, 0, 1]))).toEqual([]);
  });
});

describe('a reduced series', () => {
  it('has each point at the start of its own interval', () => {
    const series = toPowerSeries({ meter: 'm', start_utc: 1000, interval_s: 300, full_n: 10, index: [0, 4, 9], actual_wh: [1, null, 3], predicted_wh: [1, 2, 3] });
    expect(series.time).toEqual([1000, 2200, 3700]);
    expect(series.isReduced).toBe(true);
  });
});

describe('the binary form', () => {
  const encode = (actual: (number | null)[], index: number[] | null): ArrayBuffer => {
    const n = actual.length;
    const view = new DataView(new ArrayBuffer(32 + n * (index ? 12 : 8)));
    [0x31505244, n, 900, index ? 1 : 0].forEach((value, i) => { view.setUint32(i * 4, value, true); });
    view.setBigInt64(16, 1_750_395_600n, true);
    view.setUint32(24, 99, true);
    [actual, actual, index ?? []].forEach((column, c) => {
      column.forEach((value, i) => { view.setInt32(32 + 4 * (c * n + i), value ?? -2_147_483_648, true); });
    });
    return view.buffer;
  };

  it('says the same as the JSON form', () => {
    expect(decodeSeries(encode([5, null, -7], null))).toEqual({
      start: 1_750_395_600, interval: 900, time: [1_750_395_600, 1_750_396_500, 1_750_397_400], actual: [5, null, -7], predicted: [5, null, -7], fullCount: 99, isReduced: false,
    });
    expect(decodeSeries(encode([5, 6], [0, 40])).time).toEqual([1_750_395_600, 1_750_431_600]);
  });

  it('is refused when it is something else or cut short', () => {
    expect(() => decodeSeries(new ArrayBuffer(64))).toThrow('not a DRP1 series');
    expect(() => decodeSeries(encode([1, 2, 3], null).slice(0, 40))).toThrow('cut short');
  });
});

describe('the point at an instant', () => {
  it('is the one whose interval holds it', () => {
    const time = [0, 900, 1800];
    expect([-1, 0, 899, 900, 5000].map((utc) => indexAt(time, utc))).toEqual([-1, 0, 0, 1, 2]);
  });
});
