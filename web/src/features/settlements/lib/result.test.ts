import { describe, expect, test } from 'vitest';
import { cell, isIndistinct, onPaper, resultOf } from './result';

const figures = { performance_kw: '94.860000', band_kw: '9.000000', nomination_kw: '100' };

describe('The result of a meter', () => {
  test('has its band and its share of the nomination', () => {
    expect(resultOf(figures)).toEqual({ reduction: '+94.9 ± 9.0 kW', say: '', share: '95 % of the nomination' });
  });

  test('is not told from zero within its band, on both sides and at its edge', () => {
    expect(isIndistinct({ ...figures, performance_kw: '8.9' })).toBe(true);
    expect(isIndistinct({ ...figures, performance_kw: '-9' })).toBe(true);
    expect(isIndistinct({ ...figures, performance_kw: '9.000001' })).toBe(false);
    expect(resultOf({ ...figures, performance_kw: '4' })?.say).toMatch(/^Not distinguishable from zero/);
  });

  test('says nothing of zero where no band is known', () => {
    expect(resultOf({ performance_kw: '0.5', band_kw: null, nomination_kw: '0' })).toEqual({ reduction: '+0.50 kW', say: '', share: '' });
  });

  test('says that more was used', () => {
    expect(resultOf({ ...figures, performance_kw: '-20' })?.say).toBe('More was used than expected.');
  });

  test('is none for a meter that has none', () => {
    expect(resultOf({ ...figures, performance_kw: null })).toBeNull();
    expect(cell(null)).toBe('–');
    expect(cell('')).toBe('–');
  });

  test('stands on paper to the watt, with a true minus', () => {
    expect(onPaper('1218.1229999')).toBe('1,218.123');
    expect(onPaper('-0.58')).toBe('−0.580');
    expect(onPaper('')).toBe('–');
  });
});
