import { describe, expect, it } from 'vitest';
import { anEvent, anOverview, HALF_HOUR, JUNE_20, someTotals } from '../testing';
import { mergeReading, parseReading, type LiveReading } from './live';

const aReading = (position: number, actual_wh: number | null, predicted_wh: number | null = 1000): LiveReading => ({
  meter: '71007919', start_utc: JUNE_20 + position * HALF_HOUR, interval_s: HALF_HOUR, actual_wh, predicted_wh,
});

describe('a new reading', () => {
  it('fills the next place and moves the totals exactly', () => {
    const before = anOverview([900, null], [1000, 1000], {
      totals: someTotals({ actual_wh: 900, actual_intervals: 1, expected_intervals: 1, compared_intervals: 1, participating_intervals: 1, net_wh: 100, saved_wh: 100, compared_actual_wh: 900, compared_predicted_wh: 1000 }),
    });
    const { overview, isStale } = mergeReading(before, aReading(1, 700));
    expect(isStale).toBe(false);
    expect(overview.series.actual_wh).toEqual([900, 700]);
    expect(overview.latest?.start_utc).toBe(JUNE_20 + HALF_HOUR);
    expect(overview.totals).toMatchObject({
      actual_wh: 1600, actual_intervals: 2, compared_intervals: 2, participating_intervals: 2, net_wh: 400, saved_wh: 400, saved_dollars: '0.04', compared_predicted_wh: 2000,
    });
  });

  it('above prediction adds to the net and not to the savings', () => {
    const { overview } = mergeReading(anOverview([900, null], [1000, 1000]), aReading(1, 1300));
    expect(overview.totals).toMatchObject({ net_wh: -300, saved_wh: 0, participating_intervals: 0, compared_intervals: 1 });
  });

  it('grows a series that ended before it', () => {
    const { overview } = mergeReading(anOverview([900], [1000]), aReading(1, 800, null));
    expect(overview.series).toMatchObject({ actual_wh: [900, 800], predicted_wh: [1000, null], full_n: 2 });
    expect(overview.totals.compared_intervals).toBe(0);
  });

  it('without a prediction takes the one that is known', () => {
    const { overview } = mergeReading(anOverview([900, null], [1000, 1000]), aReading(1, 700, null));
    expect(overview.latest).toMatchObject({ actual_wh: 700, predicted_wh: 1000 });
    expect(overview.totals.net_wh).toBe(300);
  });

  it('leaves what was there untouched', () => {
    const before = anOverview([900, null], [1000, 1000]);
    mergeReading(before, aReading(1, 700));
    expect(before.series.actual_wh).toEqual([900, null]);
  });

  it('that is there already changes nothing', () => {
    const before = anOverview([900, 700], [1000, 1000]);
    const { overview, isStale } = mergeReading(before, aReading(1, 700));
    expect(isStale).toBe(false);
    expect(overview.totals).toEqual(before.totals);
  });

  it('of another meter is not taken', () => {
    const before = anOverview([900, null], [1000, 1000]);
    expect(mergeReading(before, { ...aReading(1, 700), meter: 'other' }).overview).toBe(before);
  });

  it('outside of the period only becomes the latest', () => {
    const { overview, isStale } = mergeReading(anOverview([900], [1000]), aReading(480, 50));
    expect(isStale).toBe(false);
    expect(overview.series.actual_wh).toEqual([900]);
    expect(overview.latest?.actual_wh).toBe(50);
  });
});

describe('what cannot be merged exactly asks the server', () => {
  const isStale = (overview: ReturnType<typeof anOverview>, reading: LiveReading) => mergeReading(overview, reading).isStale;

  it('a correction', () => {
    expect(isStale(anOverview([900, 700], [1000, 1000]), aReading(0, 950))).toBe(true);
  });

  it('a reading after a gap', () => {
    expect(isStale(anOverview([900, null, null], [1000, 1000, 1000]), aReading(2, 700))).toBe(true);
  });

  it('another prediction than the one shown', () => {
    expect(isStale(anOverview([900, null], [1000, 1000]), aReading(1, 700, 1200))).toBe(true);
  });

  it('a reduced series', () => {
    const before = anOverview([900, null], [1000, 1000]);
    expect(isStale({ ...before, series: { ...before.series, index: [0, 1] } }, aReading(1, 700))).toBe(true);
  });

  it('a reading within an event, for the event’s own figures', () => {
    const before = anOverview([900, null], [1000, 1000], { events: [anEvent({ start: '2025-06-20T05:00:00Z', end: '2025-06-20T07:00:00Z' })] });
    expect(isStale(before, aReading(1, 700))).toBe(true);
  });
});

describe('what comes over the line', () => {
  it('is taken only when it is a reading', () => {
    expect(parseReading(JSON.stringify(aReading(0, 5)))).toEqual(aReading(0, 5));
    for (const data of ['', '{', '[]', '{"meter":"1"}', '{"meter":1,"start_utc":"x"}', 'null']) expect(parseReading(data)).toBeNull();
  });
});
