import { afterEach, describe, expect, it } from 'vitest';
import { formatDate, formatHourOfDay, formatSpan, setClock } from '@/lib/format';
import { Zone } from '@/lib/time';
import { deviceName } from './device';
import { strengthOf } from './strength';

afterEach(() => {
  setClock('12h');
});

describe('the strength of a password, in words', () => {
  it.each([
    ['', ''],
    ['seven77', 'Too short: 3 characters more.'],
    ['abababababababab', 'Weak: it repeats itself. Other characters would help.'],
    ['vkqpdfhwzu', 'Fair. Another word makes it strong.'],
    ['tidy otter walks at noon', 'Strong.'],
    ['😀😀😀😀😀', 'Too short: 5 characters more.'],
  ])('%j: %s', (password, said) => {
    expect(strengthOf(password)).toBe(said);
  });
});

describe('the name of a device', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36', 'Chrome on Linux'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1', 'Safari on iPhone'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0', 'Firefox on Windows'],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0', 'Edge on Windows'],
    ['curl/7.88', 'curl/7.88'],
    ['', 'Unknown device'],
  ])('%s', (agent, name) => {
    expect(deviceName(agent)).toBe(name);
  });
});

describe('the clock that the account has chosen', () => {
  const zone = new Zone('America/Chicago');
  const utc = Date.UTC(2025, 5, 20, 19, 30) / 1000;

  it('writes times of day', () => {
    expect(formatDate(utc, 'time', zone)).toBe('2:30 PM');
    expect(formatSpan(utc, utc + 1800, zone)).toBe('2:30–3:00 PM');
    expect(formatHourOfDay(14.5)).toBe('2:30 PM');
    setClock('24h');
    expect(formatDate(utc, 'time', zone)).toBe('14:30');
    expect(formatSpan(utc, utc + 1800, zone)).toBe('14:30–15:00');
    expect(formatHourOfDay(14.5)).toBe('14:30');
    expect(formatHourOfDay(0)).toBe('00:00');
  });
});
