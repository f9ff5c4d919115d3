/** Terms as they are typed, and as the API takes them. */
import { isLocalDay } from '@/lib/time';
import type { ProgramDetails, ProgramWish, Terms } from '../api';
import { text } from './text';

type Credit = Terms['credit'];

export interface Typed {
  name: string;
  method: string;
  parameters: readonly { name: string; value: string }[];
  prefersUploaded: boolean;
  kind: Credit['kind'];
  per: NonNullable<Credit['per']>;
  rate: string;
  cap: string;
  floor: string;
  penalty: string;
  wholesale: string;
  rule: NonNullable<NonNullable<Terms['holidays']>['rule']>;
  hasFriday: boolean;
  ownHolidays: string;
  ownWorkdays: string;
  lead: string;
  deadline: string;
  note: string;
  isArchived: boolean;
}
export type Name = keyof Typed;
export type Errors = Partial<Record<Name, string>>;

export const NOTHING: Typed = {
  name: '',
  method: '',
  parameters: [],
  prefersUploaded: true,
  kind: 'performance_kw',
  per: 'season',
  rate: '',
  cap: '',
  floor: '',
  penalty: '',
  wholesale: '0',
  rule: 'nerc',
  hasFriday: false,
  ownHolidays: '',
  ownWorkdays: '',
  lead: '60',
  deadline: '30',
  note: '',
  isArchived: false,
};

const percentOf = (share: number | null | undefined): string => (share === null || share === undefined ? '' : String(Math.round(share * 100_000) / 1000));
const shareOf = (percent: string): number | null => (percent.trim() === '' ? null : Math.round(Number(percent) * 10) / 1000);
const daysIn = (lines: string): string[] => lines.split(/[\s,;]+/).filter((day) => day !== '');

export function typedOf({ name, archived, terms }: ProgramDetails): Typed {
  const { baseline, credit, holidays } = terms;
  return {
    name,
    method: baseline.method,
    parameters: Object.entries(baseline.parameters ?? {}).map(([parameter, value]) => ({ name: parameter, value })),
    prefersUploaded: baseline.prefers_uploaded ?? true,
    kind: credit.kind,
    per: credit.per ?? 'event',
    rate: credit.rate_dollars,
    cap: percentOf(credit.performance_cap),
    floor: percentOf(credit.penalty_floor),
    penalty: credit.penalty_dollars ?? '',
    wholesale: terms.wholesale_dollars_per_kw ?? '0',
    rule: holidays?.rule ?? 'nerc',
    hasFriday: holidays?.has_day_after_thanksgiving ?? false,
    ownHolidays: (holidays?.own_holidays ?? []).join('\n'),
    ownWorkdays: (holidays?.own_workdays ?? []).join('\n'),
    lead: String(terms.notice_lead_min ?? 60),
    deadline: String(terms.opt_out_deadline_min ?? 30),
    note: '',
    isArchived: archived !== null,
  };
}

/** Only what belongs to the kind of credit goes to the server. */
export function toWish(typed: Typed): ProgramWish {
  const isCapacity = typed.kind === 'capacity';
  return {
    name: typed.name.trim(),
    note: typed.note.trim(),
    is_archived: typed.isArchived,
    terms: {
      baseline: {
        method: typed.method,
        parameters: Object.fromEntries(typed.parameters.map(({ name, value }) => [name, value.trim()])),
        prefers_uploaded: typed.prefersUploaded,
      },
      credit: {
        kind: typed.kind,
        per: typed.per,
        rate_dollars: typed.rate.trim(),
        performance_cap: isCapacity ? shareOf(typed.cap) : null,
        penalty_floor: isCapacity ? shareOf(typed.floor) : null,
        penalty_dollars: isCapacity && typed.penalty.trim() !== '' ? typed.penalty.trim() : null,
      },
      wholesale_dollars_per_kw: typed.wholesale.trim(),
      holidays: {
        rule: typed.rule,
        has_day_after_thanksgiving: typed.hasFriday,
        own_holidays: daysIn(typed.ownHolidays),
        own_workdays: daysIn(typed.ownWorkdays),
      },
      notice_lead_min: Number(typed.lead),
      opt_out_deadline_min: Number(typed.deadline),
    },
  };
}

const MOST_MINUTES = 10_080;
const isDollars = (value: string): boolean => /^\d{1,6}(\.\d{1,6})?$/.test(value.trim());
const isPercent = (value: string): boolean => value.trim() === '' || (Number(value) >= 0 && Number(value) <= 10_000);
const isMinutes = (value: string): boolean => /^\d+$/.test(value.trim()) && Number(value) <= MOST_MINUTES;

export function errorsOf(typed: Typed): Errors {
  const errors: Errors = {};
  const unless = (isRight: boolean, name: Name, words: string): void => {
    if (!isRight) errors[name] ??= words;
  };
  const wrongDay = (lines: string): string | undefined => daysIn(lines).find((day) => !isLocalDay(day));
  unless(typed.name.trim() !== '', 'name', text.nameMissing);
  unless(typed.method !== '', 'method', text.methodMissing);
  unless(typed.parameters.every(({ name, value }) => name !== '' && value.trim() !== ''), 'parameters', text.valueMissing);
  unless(isDollars(typed.rate), 'rate', text.rateMissing);
  unless(isDollars(typed.wholesale), 'wholesale', text.rateMissing);
  if (typed.kind === 'capacity') {
    unless(isPercent(typed.cap), 'cap', text.percentMissing);
    unless(isPercent(typed.floor), 'floor', text.percentMissing);
    unless(typed.penalty.trim() === '' || isDollars(typed.penalty), 'penalty', text.rateMissing);
    unless((typed.floor.trim() === '') === (typed.penalty.trim() === ''), 'penalty', text.penaltyMissing);
  }
  for (const name of ['ownHolidays', 'ownWorkdays'] as const) {
    const wrong = wrongDay(typed[name]);
    unless(wrong === undefined, name, text.dayWrong(wrong ?? ''));
  }
  unless(isMinutes(typed.lead), 'lead', text.minutesMissing);
  unless(isMinutes(typed.deadline), 'deadline', text.minutesMissing);
  return errors;
}

const PLACES: readonly (readonly [string, Name])[] = [
  ['name', 'name'],
  ['note', 'note'],
  ['terms.baseline.parameters', 'parameters'],
  ['terms.baseline', 'method'],
  ['terms.credit.rate_dollars', 'rate'],
  ['terms.credit.performance_cap', 'cap'],
  ['terms.credit.penalty_floor', 'floor'],
  ['terms.credit.penalty_dollars', 'penalty'],
  ['terms.wholesale_dollars_per_kw', 'wholesale'],
  ['terms.holidays.own_holidays', 'ownHolidays'],
  ['terms.holidays.own_workdays', 'ownWorkdays'],
  ['terms.notice_lead_min', 'lead'],
  ['terms.opt_out_deadline_min', 'deadline'],
];

/** The field that shows what the server does not take. */
export const fieldAt = (place: string | undefined): Name | undefined => PLACES.find(([start]) => place?.startsWith(start))?.[1];
