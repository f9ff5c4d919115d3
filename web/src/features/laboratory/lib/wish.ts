/** What the laboratory is asked, out of the address of the page and into it. */
import type { LaboratoryWish } from '../api';

const DAYS = ['weekdays', 'others', 'all'] as const;
export type Days = (typeof DAYS)[number];

/** As the form holds it: text, for an input may be half written. */
export interface Draft {
  program: string;
  from: string;
  to: string;
  windows: string;
  days: Days;
}

export const DEFAULT_WINDOWS = '15:00-17:00';

export const programOf = (search: URLSearchParams): number | undefined => {
  const id = Number(search.get('program_id'));
  return Number.isInteger(id) && id > 0 ? id : undefined;
};

export function draftOf(search: URLSearchParams): Draft {
  return {
    program: String(programOf(search) ?? ''),
    from: search.get('from') ?? '',
    to: search.get('to') ?? '',
    windows: search.get('windows') ?? DEFAULT_WINDOWS,
    days: DAYS.find((days) => days === search.get('days')) ?? 'weekdays',
  };
}

/** Only what differs from what the server takes anyway. */
export function addressOf({ program, from, to, windows, days }: Draft): URLSearchParams {
  const search = new URLSearchParams();
  if (program) search.set('program_id', program);
  if (from) search.set('from', from);
  if (to) search.set('to', to);
  const hours = windows.replace(/\s/g, '').replace(/[\u2013\u2212]/g, '-');
  if (hours && hours !== DEFAULT_WINDOWS) search.set('windows', hours);
  if (days !== 'weekdays') search.set('days', days);
  return search;
}

export function wishOf(search: URLSearchParams): LaboratoryWish {
  const { from, to, windows, days } = draftOf(search);
  return { program_id: programOf(search), from: from || undefined, to: to || undefined, windows, days };
}
