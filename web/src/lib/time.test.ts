import { describe, expect, it } from 'vitest';
import { addDays, addMonths, fromIso, isLocalDay, isWeekend, toIso, Zone } from './time';

const chicago = new Zone('America/Chicago');
const HOUR = 3600;

describe('local days', () => {
  it('have 23 hours when the clock goes forward and 25 when it goes back', () => {
    const hours = (day: string) => (chicago.startOf(addDays(day, 1)) - chicago.startOf(day)) / HOUR;
    expect(hours('2025-03-09')).toBe(23);
    expect(hours('2025-11-02')).toBe(25);
    expect(hours('2025-06-20')).toBe(24);
  });

  it('start at local midnight wherever the reader sits', () => {
    expect(toIso(chicago.startOf('2025-06-20'))).toBe('2025-06-20T05:00:00Z');
    expect(toIso(chicago.startOf('2025-01-15'))).toBe('2025-01-15T06:00:00Z');
  });

  it('start at the first instant there is where midnight is skipped', () => {
    // Cuba changes its clock at midnight: 9 March 2025 began at 1:00.
    const havana = new Zone('America/Havana');
    const start = havana.startOf('2025-03-09');
    expect(havana.partsOf(start)).toMatchObject({ day: '2025-03-09', hour: 1, minute: 0 });
    expect(havana.dayOf(start - 1)).toBe('2025-03-08');
  });

  it('return to themselves through every hour of a year, in zones of all kinds', () => {
    for (const name of ['America/Chicago', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC']) {
      const zone = new Zone(name);
      for (let utc = fromIso('2025-01-01T00:00:00Z'); utc < fromIso('2026-01-01T00:00:00Z'); utc += 7 * HOUR) {
        const day = zone.dayOf(utc);
        expect(zone.startOf(day)).toBeLessThanOrEqual(utc);
        expect(zone.startOf(addDays(day, 1))).toBeGreaterThan(utc);
      }
    }
  });

  it('are only those of the calendar', () => {
    expect(isLocalDay('2024-02-29')).toBe(true);
    expect(isLocalDay('2025-02-29')).toBe(false);
    expect(isLocalDay('2025-2-1')).toBe(false);
    expect(isLocalDay('2025-13-01')).toBe(false);
  });

  it('know their weekends', () => {
    expect(['2025-06-20', '2025-06-21', '2025-06-22', '2025-06-23'].map(isWeekend)).toEqual([false, true, true, false]);
  });

  it('move by months to the last day of a shorter one', () => {
    expect(addMonths('2025-03-31', -1)).toBe('2025-02-28');
    expect(addMonths('2024-02-29', 12)).toBe('2025-02-28');
    expect(addMonths('2025-01-31', 1)).toBe('2025-02-28');
  });
});

describe('clock changes', () => {
  it('are found at their instant with their size', () => {
    const year = chicago.changesIn(fromIso('2025-01-01T00:00:00Z'), fromIso('2026-01-01T00:00:00Z'));
    expect(year).toEqual([
      { utc: fromIso('2025-03-09T08:00:00Z'), shift: HOUR },
      { utc: fromIso('2025-11-02T07:00:00Z'), shift: -HOUR },
    ]);
  });

  it('may be of half an hour', () => {
    const lordHowe = new Zone('Australia/Lord_Howe');
    const shifts = lordHowe.changesIn(fromIso('2025-01-01T00:00:00Z'), fromIso('2026-01-01T00:00:00Z')).map((change) => change.shift);
    expect(shifts).toEqual([-1800, 1800]);
  });

  it('do not exist in UTC', () => {
    expect(new Zone('UTC').changesIn(0, 86_400 * 365)).toEqual([]);
  });
});

describe('a local clock time', () => {
  it('is the earlier instant where the clock shows it twice', () => {
    expect(toIso(chicago.at('2025-11-02', 1.5 * HOUR))).toBe('2025-11-02T06:30:00Z');
  });

  it('is the change itself where the clock skips it', () => {
    expect(toIso(chicago.at('2025-03-09', 2.5 * HOUR))).toBe('2025-03-09T08:00:00Z');
  });
});

describe('names', () => {
  it('call the zone by its city and by its letters of the day', () => {
    expect(chicago.city).toBe('Chicago');
    expect(new Zone('America/North_Dakota/New_Salem').city).toBe('New Salem');
    expect(chicago.abbreviationAt(fromIso('2025-06-20T12:00:00Z'))).toBe('CDT');
    expect(chicago.abbreviationAt(fromIso('2025-12-20T12:00:00Z'))).toBe('CST');
  });
});
