import { describe, expect, test } from 'vitest';
import type { BaselineMethod, Terms } from '../api';
import { changesOf, factsOf } from './terms';

const methods: BaselineMethod[] = [{ id: '3-day', name: '3-day', source: '', to_be_confirmed: '', parameters: {} }];
const terms: Terms = {
  baseline: { method: '3-day', parameters: {}, prefers_uploaded: true },
  credit: { kind: 'performance_kw', per: 'season', rate_dollars: '2.8', performance_cap: 1.2 },
  wholesale_dollars_per_kw: '7.15',
  holidays: { rule: 'nerc', has_day_after_thanksgiving: true, own_holidays: ['2026-12-24'], own_workdays: [] },
  notice_lead_min: 120,
  opt_out_deadline_min: 45,
};
const valueOf = (of: Terms, name: string): string | undefined => factsOf(of, methods).find((fact) => fact.name === name)?.value;

describe('Terms in words', () => {
  test('say rate, holidays and times', () => {
    expect(valueOf(terms, 'Rate')).toBe('$2.80 /kW a season');
    expect(valueOf(terms, 'Holidays')).toBe('NERC and the day after Thanksgiving');
    expect(valueOf(terms, 'Standby')).toBe('2 hours before the start');
    expect(valueOf(terms, 'Opting out until')).toBe('45 minutes before the start');
  });

  test('leave out what does not belong to the kind of credit', () => {
    expect(valueOf(terms, 'Paid at most')).toBe('');
    const capacity: Terms = { ...terms, credit: { ...terms.credit, kind: 'capacity', penalty_floor: 0.5, penalty_dollars: '6' } };
    expect(valueOf(capacity, 'Paid at most')).toBe('120 % of the nomination');
    expect(valueOf(capacity, 'Penalty')).toBe('$6.00 for each kW short of 50 % of the nomination');
  });
});

describe('What a version changed', () => {
  test('is named with what it was', () => {
    const after: Terms = { ...terms, credit: { ...terms.credit, rate_dollars: '3' }, notice_lead_min: 1440 };
    expect(changesOf(terms, after, methods)).toEqual(['Rate: $2.80 /kW a season → $3.00 /kW a season', 'Standby: 2 hours before the start → 1 day before the start']);
  });
  test('is nothing for equal terms', () => {
    expect(changesOf(terms, structuredClone(terms), methods)).toEqual([]);
  });
});
