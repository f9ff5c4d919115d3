import { describe, expect, test } from 'vitest';
import { Zone } from '@/lib/time';
import { hoursOf, lengthWords, whenWords } from './span';

const zone = new Zone('America/Chicago');

describe('When an event is', () => {
  test('stands in the provider’s clock, with the day once', () => {
    expect(whenWords({ start: '2026-07-12T21:00:00Z', end: '2026-07-12T23:00:00Z' }, zone)).toBe('Sun, Jul 12, 2026, 4:00–6:00 PM');
  });

  test('names both days of an event over midnight', () => {
    expect(whenWords({ start: '2026-07-13T03:00:00Z', end: '2026-07-13T06:00:00Z' }, zone)).toBe('Sun, Jul 12, 2026, 10:00 PM to Mon, Jul 13, 1:00 AM');
  });

  test('lasts as long as it really lasts where the clock is set back', () => {
    expect(hoursOf({ start: '2026-11-01T06:00:00Z', end: '2026-11-01T08:00:00Z' })).toBe(2);
  });
});

describe('What is left', () => {
  test.each([
    [200_000, '2 days 7 h'],
    [172_800, '2 days'],
    [11_520, '3 h 12 min'],
    [3600, '1 h'],
    [720, '12 min'],
    [30, 'less than a minute'],
    [0, '0 min'],
    [-5, '0 min'],
  ])('%d s is %s', (seconds, words) => {
    expect(lengthWords(seconds)).toBe(words);
  });
});
