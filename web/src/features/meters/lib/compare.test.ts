import { describe, expect, it } from 'vitest';
import { weekdayOf, Zone } from '@/lib/time';
import { aSeries } from '../testing';
import { comparedRange, shiftDays, shiftInstant, shiftSeries } from './compare';

const chicago = new Zone('America/Chicago');
const days = (from: string, to: string) => ({ from: chicago.startOf(from), to: chicago.startOf(to) });

describe('comparing', () => {
  it('takes the days just before', () => {
    const range = days('2025-05-22', '2025-06-21');
    const other = comparedRange(range, shiftDays('previous', range, chicago), chicago);
    expect([chicago.dayOf(other.from), chicago.dayOf(other.to - 1)]).toEqual(['2025-04-22', '2025-05-21']);
  });

  it('takes the same weekdays a year before', () => {
    const range = days('2025-06-16', '2025-06-23');
    const other = comparedRange(range, shiftDays('year', range, chicago), chicago);
    expect(weekdayOf(chicago.dayOf(other.from))).toBe(1);
    expect(chicago.dayOf(other.from)).toBe('2024-06-17');
  });

  it('keeps the time of day over a clock change', () => {
    const noon = chicago.at('2025-03-10', 12 * 3600);
    expect(chicago.partsOf(shiftInstant(noon, -7, chicago))).toMatchObject({ day: '2025-03-03', hour: 12 });
  });

  it('puts the compared readings over those shown', () => {
    const start = chicago.startOf('2025-06-13');
    expect(shiftSeries(aSeries([1, 2], undefined, start), 7, chicago).time[0]).toBe(chicago.startOf('2025-06-20'));
  });
});
