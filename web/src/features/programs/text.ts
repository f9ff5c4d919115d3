import { formatCount, formatDollars, formatNumber, formatPlain } from '@/lib/format';
import type { Terms } from './api';

type Credit = Terms['credit'];

const KINDS: Record<Credit['kind'], string> = {
  performance_kw: 'Kilowatts reduced, by the provider’s rule',
  energy_kwh: 'Energy below the baseline',
  capacity: 'Kilowatts held ready',
};
const UNITS: Record<Credit['kind'], string> = { performance_kw: '$/kW', energy_kwh: '$/kWh', capacity: '$/kW' };
const PER = { event: 'an event', season: 'a season' } as const;
const RULES = { none: 'None', nerc: 'NERC', us_federal: 'US federal' } as const;

export const text = {
  title: 'Programmes',
  lead: 'What events are called and settled by: the baseline, what is paid for, holidays and notice. Terms have versions; an event keeps the one that it was scheduled with.',
  create: 'New programme',
  empty: 'No programme yet',
  emptyDetail: 'A programme says how the baseline is computed, what is paid, and how long before an event members are told. Then enrol meters in it, and call events.',
  caption: 'Programmes',
  name: 'Programme',
  method: 'Baseline',
  credit: 'Credit',
  enrolled: 'Enrolled meters',
  nominated: 'Nominated',
  events: 'Events',
  kw: (kw: number) => `${formatPlain(kw)} kW`,
  archived: 'archived',
  loading: 'Loading',
  noSuch: 'There is no such programme',
  edit: 'Change',
  enrolments: 'Enrolments',
  season: 'Season',
  eventsOf: 'Its events',
  leadOf: (meters: number, kw: number, events: number) => `${formatCount(meters, 'meter')} enrolled, ${formatPlain(kw)} kW nominated, ${formatCount(events, 'event')}.`,
  archivedSince: (day: string) => `Archived since ${day}: it takes no new enrolments and events.`,
  inForce: (version: number) => `Terms in force: version ${formatNumber(version)}`,
  versions: 'Versions',
  versionsSay: 'Versions never change. A settlement names the one that it used.',
  version: (version: number) => `Version ${formatNumber(version)}`,
  madeBy: (day: string, by: string) => `${day}, ${by}`,
  first: 'The first terms.',
  changed: (name: string, before: string, after: string) => `${name}: ${before || 'nothing'} → ${after || 'nothing'}`,
  // terms, each as a fact
  baselineFact: 'Baseline method',
  parametersFact: 'Parameters of it',
  uploadedFact: 'Uploaded predictions',
  uploaded: { yes: 'go before the computed baseline', no: 'are not used for events' } as const,
  creditFact: 'Paid for',
  kinds: KINDS,
  rateFact: 'Rate',
  rate: ({ kind, per = 'event', rate_dollars }: Credit) => `${formatDollars(rate_dollars)} ${UNITS[kind].slice(1)} ${PER[per]}`,
  capFact: 'Paid at most',
  cap: (share: number) => `${formatNumber(share * 100)} % of the nomination`,
  noCap: 'without a limit',
  penaltyFact: 'Penalty',
  penalty: (floor: number, dollars: string) => `${formatDollars(dollars)} for each kW short of ${formatNumber(floor * 100)} % of the nomination`,
  wholesaleFact: 'Wholesale demand cost',
  wholesale: (dollars: string) => `${formatDollars(dollars)} /kW`,
  holidaysFact: 'Holidays',
  rules: RULES,
  withFriday: 'and the day after Thanksgiving',
  ownHolidaysFact: 'Own holidays',
  ownWorkdaysFact: 'Own working days',
  noticeFact: 'Standby',
  before: (minutes: number) => `${words(minutes)} before the start`,
  optOutFact: 'Opting out until',
};

/** Minutes as people say them. */
export function words(minutes: number): string {
  if (minutes > 0 && minutes % 1440 === 0) return formatCount(minutes / 1440, 'day');
  if (minutes > 0 && minutes % 60 === 0) return formatCount(minutes / 60, 'hour');
  return formatCount(minutes, 'minute');
}
