import { describe, expect, it } from 'vitest';
import {
  creditDollars, formatAge, formatBytes, formatDollars, formatInterval, formatMeterNumber, formatNumber, formatPercent, formatPeriod, formatPlain, formatSigned, formatSpan,
} from './format';
import { fromIso, Zone } from './time';

const chicago = new Zone('America/Chicago');

describe('numbers', () => {
  it('carry a true minus', () => {
    expect(formatNumber(-1120)).toBe('\u22121,120');
    expect(formatSigned(-1120)).toBe('\u22121,120');
    expect(formatSigned(12.34, 1)).toBe('+12.3');
  });

  it('have no sign when they round to zero', () => {
    expect(formatNumber(-0.001, 1)).toBe('0.0');
    expect(formatSigned(-0.4)).toBe('0');
    expect(formatSigned(0)).toBe('0');
  });

  it('keep a contract whole and a measure as fine as it is', () => {
    expect(formatPlain(50)).toBe('50');
    expect(formatPlain(12.5)).toBe('12.5');
  });
});

describe('percent', () => {
  it('is whole', () => {
    expect(formatPercent(0.623)).toBe('62');
  });

  it('never says all or nothing when it is not', () => {
    expect(formatPercent(0.999)).toBe('99.9');
    expect(formatPercent(0.9999)).toBe('99.9');
    expect(formatPercent(0.004)).toBe('0.4');
    expect(formatPercent(1)).toBe('100');
    expect(formatPercent(0)).toBe('0');
  });
});

describe('money', () => {
  it('is written from exact text', () => {
    expect(formatDollars('192.10')).toBe('$192.10');
    expect(formatDollars('1234567.8')).toBe('$1,234,567.80');
    expect(formatDollars('-3')).toBe('\u2212$3.00');
    expect(formatDollars('0.125')).toBe('$0.125');
  });

  it('of a credit is exact and rounded half up', () => {
    expect(creditDollars(1_921_000, '0.1')).toBe('192.10');
    expect(creditDollars(5, '1')).toBe('0.01');
    expect(creditDollars(4, '1')).toBe('0.00');
    expect(creditDollars(123_456_789_012, '0.1234567')).toBe('15241567.76');
    expect(creditDollars(-5000, '1')).toBe('-5.00');
  });
});

describe('words', () => {
  it('group meter numbers as they are printed, and leave names alone', () => {
    expect(formatMeterNumber('71007919')).toBe('71\u202f007\u202f919');
    expect(formatMeterNumber('KITCHEN-2')).toBe('KITCHEN-2');
    expect(formatMeterNumber('12345')).toBe('12345');
  });

  it('tell ages in the unit that matters', () => {
    expect([10, 130, 7300, 86_400 * 2.5].map(formatAge)).toEqual(['just now', '2 min ago', '2 h ago', '2 days ago']);
  });

  it('tell sizes', () => {
    expect([999, 1500, 2_400_000, 96_000_000].map(formatBytes)).toEqual(['999 B', '1.5 kB', '2.4 MB', '96 MB']);
  });
});

describe('times', () => {
  const afternoon = fromIso('2025-06-20T19:30:00Z');

  it('are the provider’s, not the reader’s', () => {
    expect(formatInterval(afternoon, 1800, chicago)).toBe('Fri, Jun 20, 2:30\u20133:00 PM');
  });

  it('name AM and PM twice only where they differ', () => {
    expect(formatSpan(fromIso('2025-06-20T16:30:00Z'), fromIso('2025-06-20T17:00:00Z'), chicago)).toBe('11:30 AM\u201312:00 PM');
  });

  it('tell a period by its first and last day', () => {
    expect(formatPeriod(chicago.startOf('2025-05-22'), chicago.startOf('2025-06-21'), chicago)).toBe('May 22 to Jun 20, 2025');
    expect(formatPeriod(chicago.startOf('2024-12-22'), chicago.startOf('2025-01-21'), chicago)).toBe('Dec 22, 2024 to Jan 20, 2025');
    expect(formatPeriod(chicago.startOf('2025-06-20'), chicago.startOf('2025-06-21'), chicago)).toBe('Fri, Jun 20, 2025');
  });
});
