import { describe, expect, test } from 'vitest';
import { Zone } from '@/lib/time';
import { eventsByDay, monthIn, otherMonth, weeksOf } from './calendar';

const zone = new Zone('America/Chicago');

describe('The calendar', () => {
  test('takes the month of the address, and this month for nonsense', () => {
    expect(monthIn('2026-07', '2026-11-23')).toBe('2026-07-01');
    expect(monthIn('2026-13', '2026-11-23')).toBe('2026-11-01');
    expect(monthIn(null, '2026-11-23')).toBe('2026-11-01');
  });

  test('steps over the turn of the year', () => {
    expect(otherMonth('2026-12-01', 1)).toBe('2027-01');
    expect(otherMonth('2026-01-01', -1)).toBe('2025-12');
  });

  test('has whole weeks from Sunday, every day once', () => {
    const weeks = weeksOf('2026-08-01');
    expect(weeks).toHaveLength(6);
    expect(weeks[0]?.[0]?.day).toBe('2026-07-26');
    expect(weeks.flat().filter(({ isInMonth }) => isInMonth)).toHaveLength(31);
    expect(new Set(weeks.flat().map(({ day }) => day)).size).toBe(42);
  });

  test('puts an event on its local day, whatever day it is in UTC', () => {
    const evening = { start: '2026-07-13T01:00:00Z', end: '2026-07-13T03:00:00Z' };
    expect([...eventsByDay([evening], zone).keys()]).toEqual(['2026-07-12']);
  });

  test('puts an event over midnight on both days, and one that ends at midnight on one', () => {
    const over = { start: '2026-07-13T03:00:00Z', end: '2026-07-13T06:00:00Z' };
    const until = { start: '2026-07-13T03:00:00Z', end: '2026-07-13T05:00:00Z' };
    expect([...eventsByDay([over], zone).keys()]).toEqual(['2026-07-12', '2026-07-13']);
    expect([...eventsByDay([until], zone).keys()]).toEqual(['2026-07-12']);
  });
});
