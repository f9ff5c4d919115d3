import { describe, expect, test } from 'vitest';
import { centsOf, sumOfCents, toDecimal } from './cents';

describe('Money', () => {
  test('is added without losing a cent', () => {
    expect(toDecimal(sumOfCents(['0.10', '0.20', '-0.05']))).toBe('0.25');
    expect(toDecimal(sumOfCents(Array.from({ length: 1000 }, () => '265.61')))).toBe('265610.00');
  });
  test('may be negative, and less than a dollar', () => {
    expect(toDecimal(centsOf('-0.07'))).toBe('-0.07');
    expect(toDecimal(centsOf('12'))).toBe('12.00');
    expect(toDecimal(centsOf('3.5'))).toBe('3.50');
  });
  test('is nothing where there is none', () => {
    expect(toDecimal(sumOfCents(['']))).toBe('0.00');
  });
});
