import { describe, expect, it } from 'vitest';
import { Zone } from '@/lib/time';
import { anEvent, aSeries, JUNE_20, someTotals } from '../testing';
import { text } from '../text';
import { findingOf, highestOf } from './findings';
import { freshnessOf } from './freshness';
import { heatMapOf, highestHours } from './heat';
import { rowsOf, sortRows } from './table';

const chicago = new Zone('America/Chicago');
const range = { from: JUNE_20, to: JUNE_20 + 86_400 };
const compared = someTotals({ actual_intervals: 48, expected_intervals: 48, compared_intervals: 48, participating_intervals: 30, compared_predicted_wh: 100_000, net_wh: 500 });
const title = (totals = compared, events = [anEvent()].slice(0, 0)) => text.finding(findingOf(totals, events, range), chicago);

describe('the title', () => {
  it('says close where net is within two percent', () => {
    expect(title()).toBe('Power stayed close to prediction');
  });

  it('says less and more with the share', () => {
    expect(title({ ...compared, net_wh: 12_300 })).toBe('Used 12 % less than predicted');
    expect(title({ ...compared, net_wh: -5000 })).toBe('Used 5 % more than predicted');
  });

  it('tells what an event brought', () => {
    expect(title(compared, [anEvent()])).toBe('43.2 kW below prediction in the event of Jun 20, 3:00–5:00 PM');
  });

  it('counts the events that went well', () => {
    expect(title(compared, [anEvent(), anEvent({ reduced_kw: -3 })])).toBe('Below prediction in one of two events');
    expect(title(compared, [anEvent(), anEvent({ reduced_kw: 36.8 })])).toBe('Below prediction in all two events, by 40.0 kW on average');
  });

  it('does not speak of events outside of the period or without a result', () => {
    expect(title(compared, [anEvent({ start: '2025-07-01T20:00:00Z', end: '2025-07-01T22:00:00Z' }), anEvent({ reduced_kw: null })])).toBe('Power stayed close to prediction');
  });

  it('admits that there is nothing to say', () => {
    expect(title(someTotals())).toBe('No readings in this period');
    expect(title(someTotals({ actual_intervals: 3 }))).toContain('no prediction');
  });
});

describe('the summary sentence', () => {
  it('stands in for the picture', () => {
    const series = aSeries([1000, 2050, null, 1500]);
    const totals = someTotals({ actual_intervals: 3, expected_intervals: 4, compared_intervals: 3, participating_intervals: 2 });
    expect(text.summary(range, totals, highestOf(series), 1800, chicago)).toBe(
      'Fri, Jun 20, 2025. Highest 4.10 kW on Fri, Jun 20, 12:30–1:00 AM. Below prediction in 67 % of intervals. 1 of 4 readings missing.',
    );
  });

  it('has no highest where there is no reading', () => {
    expect(highestOf(aSeries([null, null]))).toBeNull();
  });
});

describe('freshness', () => {
  it('is told in steps', () => {
    const last = '2025-06-20T12:00:00Z';
    const end = Date.parse(last) / 1000 + 1800;
    const at = (hours: number) => freshnessOf({ last_reading: last, interval_s: 1800 }, end + hours * 3600);
    expect([0.5, 24, 72, 240].map(at)).toEqual(['live', 'current', 'late', 'silent']);
    expect(freshnessOf({ last_reading: null, interval_s: null }, end)).toBe('empty');
  });
});

describe('the heat map', () => {
  it('puts readings at their local hour and leaves gaps empty', () => {
    const actual = Array.from({ length: 48 }, (_, i) => (i >= 28 && i < 34 ? 5000 : 1000));
    const map = heatMapOf(aSeries([...actual.slice(0, 4), null, null, ...actual.slice(6)]), chicago);
    expect(map.days).toEqual(['2025-06-20']);
    expect(map.cells[0][2]).toBeNull();
    expect(map.cells[0][14]).toBe(10);
    expect(highestHours(map)).toEqual([14, 17]);
  });
});

describe('the table', () => {
  const rows = rowsOf(aSeries([1000, null, 500], [800, 700, 900]), 'kWh');

  it('says the same as the chart', () => {
    expect(rows[0]).toMatchObject({ actual: 1, predicted: 0.8 });
    expect(rows[0].difference).toBeCloseTo(0.2);
    expect(rows[1]).toMatchObject({ actual: null, difference: null });
  });

  it('sorts missing values last in both directions', () => {
    expect(sortRows(rows, 'actual', false).map((row) => row.actual)).toEqual([0.5, 1, null]);
    expect(sortRows(rows, 'actual', true).map((row) => row.actual)).toEqual([1, 0.5, null]);
  });
});
