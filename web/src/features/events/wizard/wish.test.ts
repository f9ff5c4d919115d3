import { describe, expect, test } from 'vitest';
import { Zone } from '@/lib/time';
import type { EventDetails } from '../api';
import { errorsOf, lengthOf, newWish, placeOf, stepIn, toChange, toNewEvent, wishOf } from './wish';

const zone = new Zone('America/Chicago');
const wish = { ...newWish('2026-07-11'), program: '3', name: ' Peak ' };

const event: EventDetails = {
  id: 7,
  name: 'Peak',
  kind: 'real',
  state: 'draft',
  program: { id: 3, name: 'Peak days', version: null },
  start: '2026-11-01T07:30:00Z',
  end: '2026-11-01T09:00:00Z',
  start_local: '2026-11-01T01:30',
  end_local: '2026-11-01T03:00',
  target: 'meters',
  message: '',
  meters: 1,
  opted_out: 0,
  nominated_kw: 4,
  notice: null,
  opt_out_until: null,
  cancel_reason: '',
  created: null,
  created_by: null,
  scheduled: null,
  targets: { organisations: [], meters: ['71007919'] },
  own_meters: [],
  may_opt_out: false,
  other_start: '2026-11-01T06:30:00Z',
  other_end: null,
};

describe('What is typed of an event', () => {
  test('begins with an afternoon of tomorrow', () => {
    expect(newWish('2026-12-31')).toMatchObject({ startDay: '2027-01-01', startTime: '16:00', endTime: '18:00', target: 'all' });
  });

  test('goes to the server as times of the provider’s clock, without targets that are not meant', () => {
    expect(toNewEvent({ ...wish, meters: [{ id: '1', name: '1' }] })).toEqual({
      program_id: 3,
      name: 'Peak',
      start: '2026-07-12T16:00',
      end: '2026-07-12T18:00',
      kind: 'real',
      target: 'all',
      message: '',
    });
  });

  test('names the organisations by their numbers', () => {
    const some = toNewEvent({ ...wish, target: 'organisations', organisations: [{ id: '12', name: 'Mill' }] });
    expect(some.organisations).toEqual([12]);
  });

  test('comes back from a draft as it was', () => {
    expect(wishOf(event)).toMatchObject({ program: '3', startDay: '2026-11-01', startTime: '01:30', endTime: '03:00', meters: [{ id: '71007919' }] });
  });

  test('does not send a time that was not touched: the second of two like hours stays meant', () => {
    const change = toChange({ ...wishOf(event), endTime: '04:00' }, event);
    expect(change).not.toHaveProperty('start');
    expect(change.end).toBe('2026-11-01T04:00');
  });
});

describe('The length of an event', () => {
  test('is longer than the clock says where it is set back', () => {
    expect(lengthOf({ ...wish, startDay: '2026-11-01', startTime: '00:00', endDay: '2026-11-01', endTime: '04:00' }, zone)).toBe(5 * 3600);
  });
  test('is not known while a part is missing', () => {
    expect(lengthOf({ ...wish, endTime: '' }, zone)).toBeNull();
  });
});

describe('A step', () => {
  test('wants programme and name', () => {
    expect(Object.keys(errorsOf('program', { ...wish, program: '', name: ' ' }))).toEqual(['program', 'name']);
    expect(errorsOf('program', wish)).toEqual({});
  });
  test('wants an end after the start', () => {
    expect(errorsOf('when', { ...wish, endTime: '16:00' })).toHaveProperty('endTime');
    expect(errorsOf('when', { ...wish, endTime: '' })).toHaveProperty('endTime');
    expect(errorsOf('when', { ...wish, endDay: '2026-07-13', endTime: '01:00' })).toEqual({});
  });
  test('wants somebody to call', () => {
    expect(errorsOf('whom', { ...wish, target: 'meters' })).toHaveProperty('target');
    expect(errorsOf('whom', { ...wish, target: 'meters', meters: [{ id: '1', name: '1' }] })).toEqual({});
  });
  test('is the first one where the address names none', () => {
    expect(stepIn('when')).toBe('when');
    expect(stepIn('nonsense')).toBe('program');
  });
  test('is found for what the server does not take', () => {
    expect(placeOf('meters[3]')).toEqual({ step: 'whom', field: 'target' });
    expect(placeOf('start')?.step).toBe('when');
    expect(placeOf(undefined)).toBeUndefined();
  });
});
