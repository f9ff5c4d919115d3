/** An event as it is typed, and as the API takes it. */
import { addDays, type LocalDay, type Zone } from '@/lib/time';
import type { EventChange, EventDetails, NewEvent } from '../api';
import { text } from './text';

export interface Chosen {
  id: string;
  name: string;
}

export interface Wish {
  program: string;
  name: string;
  kind: 'real' | 'test';
  startDay: LocalDay;
  startTime: string;
  endDay: LocalDay;
  endTime: string;
  target: 'all' | 'organisations' | 'meters';
  organisations: readonly Chosen[];
  meters: readonly Chosen[];
  message: string;
}

export const STEPS = ['program', 'when', 'whom', 'review'] as const;
export type Step = (typeof STEPS)[number];

export const stepIn = (text: string | null): Step => STEPS.find((step) => step === text) ?? 'program';

export const newWish = (today: LocalDay): Wish => {
  const tomorrow = addDays(today, 1);
  return {
    program: '',
    name: '',
    kind: 'real',
    startDay: tomorrow,
    startTime: '16:00',
    endDay: tomorrow,
    endTime: '18:00',
    target: 'all',
    organisations: [],
    meters: [],
    message: '',
  };
};

export const wishOf = (event: EventDetails): Wish => {
  const [startDay = '', startTime = ''] = event.start_local.split('T');
  const [endDay = '', endTime = ''] = event.end_local.split('T');
  return {
    program: event.program ? String(event.program.id) : '',
    name: event.name,
    kind: event.kind,
    startDay,
    startTime,
    endDay,
    endTime,
    target: event.target,
    organisations: event.targets.organisations.map(({ id, name }) => ({ id: String(id), name })),
    meters: event.targets.meters.map((id) => ({ id, name: id })),
    message: event.message,
  };
};

const startOf = (wish: Wish): string => `${wish.startDay}T${wish.startTime}`;
const endOf = (wish: Wish): string => `${wish.endDay}T${wish.endTime}`;

export const toNewEvent = (wish: Wish): NewEvent => ({
  program_id: Number(wish.program),
  name: wish.name.trim(),
  start: startOf(wish),
  end: endOf(wish),
  kind: wish.kind,
  target: wish.target,
  ...(wish.target === 'organisations' && { organisations: wish.organisations.map(({ id }) => Number(id)) }),
  ...(wish.target === 'meters' && { meters: wish.meters.map(({ id }) => id) }),
  message: wish.message.trim(),
});

/** A time that was not touched is not sent, so that the second of two like hours stays meant. */
export function toChange(wish: Wish, event: EventDetails): EventChange {
  const { start, end, ...rest } = toNewEvent(wish);
  return {
    ...rest,
    ...(startOf(wish) !== event.start_local && { start }),
    ...(endOf(wish) !== event.end_local && { end }),
  };
}

const SECONDS = [3600, 60];
const secondOf = (time: string): number => time.split(':').reduce((sum, part, i) => sum + Number(part) * (SECONDS[i] ?? 1), 0);

/** From start to end, as long as it really lasts; nothing while a part is missing. */
export function lengthOf(wish: Wish, zone: Zone): number | null {
  if (!wish.startDay || !wish.startTime || !wish.endDay || !wish.endTime) return null;
  return zone.at(wish.endDay, secondOf(wish.endTime)) - zone.at(wish.startDay, secondOf(wish.startTime));
}

export type Errors = Partial<Record<keyof Wish, string>>;

/** What keeps a step from being done. */
export function errorsOf(step: Step, wish: Wish): Errors {
  const { missing } = text;
  const errors: Errors = {};
  const ask = (name: 'program' | 'name' | 'startDay' | 'startTime' | 'endDay' | 'endTime'): void => {
    if (wish[name].trim() === '') errors[name] = missing[name];
  };
  if (step === 'program') (['program', 'name'] as const).forEach(ask);
  if (step === 'when') {
    (['startDay', 'startTime', 'endDay', 'endTime'] as const).forEach(ask);
    if (Object.keys(errors).length === 0 && endOf(wish) <= startOf(wish)) errors.endTime = missing.backwards;
  }
  if (step === 'whom' && wish.target !== 'all' && wish[wish.target].length === 0) errors.target = missing.targets;
  return errors;
}

const PLACES: Record<string, { step: Step; field: keyof Wish }> = {
  program_id: { step: 'program', field: 'program' },
  name: { step: 'program', field: 'name' },
  kind: { step: 'program', field: 'kind' },
  start: { step: 'when', field: 'startTime' },
  end: { step: 'when', field: 'endTime' },
  target: { step: 'whom', field: 'target' },
  organisations: { step: 'whom', field: 'target' },
  meters: { step: 'whom', field: 'target' },
  message: { step: 'whom', field: 'message' },
};

/** Where something is that the server does not take. */
export const placeOf = (place: string | undefined) => PLACES[(place ?? '').split(/[.[]/)[0] ?? ''];
