import { describe, expect, test } from 'vitest';
import type { ProgramDetails, Terms } from '../api';
import { errorsOf, fieldAt, NOTHING, toWish, typedOf } from './wish';

const typed = { ...NOTHING, name: ' Peak days ', method: '3-day', rate: '2.80', wholesale: '7.15' };

const terms: Terms = {
  baseline: { method: 'high-5-of-10', parameters: { look_back_days: '60' }, prefers_uploaded: false },
  credit: { kind: 'capacity', per: 'season', rate_dollars: '18', performance_cap: 1.2, penalty_floor: 0.5, penalty_dollars: '6' },
  wholesale_dollars_per_kw: '7.15',
  holidays: { rule: 'us_federal', has_day_after_thanksgiving: true, own_holidays: ['2026-12-24', '2026-12-31'], own_workdays: [] },
  notice_lead_min: 120,
  opt_out_deadline_min: 60,
};
const program: ProgramDetails = {
  id: 1,
  name: 'Reserve',
  created: '2026-01-01T00:00:00Z',
  archived: null,
  version: 1,
  terms,
  enrolled_meters: 0,
  nominated_kw: 0,
  events: 0,
  versions: [],
};

describe('Terms that are typed', () => {
  test('come back from a programme unchanged', () => {
    expect(toWish(typedOf(program))).toEqual({ name: 'Reserve', note: '', is_archived: false, terms });
  });

  test('leave out what belongs to another kind of credit', () => {
    const { credit } = toWish({ ...typed, cap: '120', floor: '50', penalty: '6' }).terms;
    expect(credit).toMatchObject({ kind: 'performance_kw', performance_cap: null, penalty_floor: null, penalty_dollars: null });
  });

  test('keep dollars as they were typed', () => {
    expect(toWish(typed).terms.credit.rate_dollars).toBe('2.80');
  });

  test('are complete with name, method and rate', () => {
    expect(errorsOf(typed)).toEqual({});
    expect(Object.keys(errorsOf(NOTHING))).toEqual(['name', 'method', 'rate']);
  });

  test.each([
    ['rate', '2.8000001'],
    ['wholesale', '-1'],
    ['ownHolidays', '2026-02-30'],
    ['lead', '10081'],
    ['deadline', '1.5'],
  ] as const)('are refused with %s %s', (name, value) => {
    expect(Object.keys(errorsOf({ ...typed, [name]: value }))).toEqual([name]);
  });

  test('have a floor with its penalty, or neither', () => {
    expect(errorsOf({ ...typed, kind: 'capacity', floor: '50' })).toHaveProperty('penalty');
    expect(errorsOf({ ...typed, kind: 'capacity', floor: '50', penalty: '6' })).toEqual({});
  });

  test('show at their field what the server does not take', () => {
    expect(fieldAt('terms.baseline.parameters.keep')).toBe('parameters');
    expect(fieldAt('terms.baseline.method')).toBe('method');
    expect(fieldAt('elsewhere')).toBeUndefined();
  });
});
