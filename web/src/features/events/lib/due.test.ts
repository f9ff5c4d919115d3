import { describe, expect, test } from 'vitest';
import { isStepDue } from './due';

const NOW = Date.parse('2026-07-12T21:30:00Z') / 1000;
const event = { notice: '2026-07-12T19:00:00Z', start: '2026-07-12T21:00:00Z', end: '2026-07-12T23:00:00Z' };

describe('A step of an event', () => {
  test('is due when its time has come', () => {
    expect(isStepDue({ ...event, state: 'scheduled' }, NOW)).toBe(true);
    expect(isStepDue({ ...event, state: 'notified' }, NOW)).toBe(true);
    expect(isStepDue({ ...event, state: 'active' }, NOW + 7200)).toBe(true);
  });
  test('is not due before', () => {
    expect(isStepDue({ ...event, state: 'scheduled' }, NOW - 36_000)).toBe(false);
    expect(isStepDue({ ...event, state: 'active' }, NOW)).toBe(false);
  });
  test('is never due of what waits for a person', () => {
    for (const state of ['draft', 'done', 'settled', 'cancelled'] as const) expect(isStepDue({ ...event, state }, NOW + 86_400)).toBe(false);
  });
});
