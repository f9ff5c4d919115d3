import type { AlertKind, AlertRule, AlertWish } from '../api';

/** What stands in the form: text as it is typed, in the units that people use. */
export interface Draft {
  kind: AlertKind;
  scope: 'own' | 'meter' | 'organisation';
  meter: string;
  organisation: string;
  /** Of usage: a power or the energy of a day; of the disk: a share or a size. */
  measure: 'power' | 'energy' | 'share' | 'size';
  amount: string;
  window: string;
  channel: 'email' | 'webhook';
  url: string;
  isQuiet: boolean;
  from: string;
  to: string;
  zone: string;
  isOn: boolean;
}

const THOUSAND = 1000;
const MINUTES = 60;

const FIRST_AMOUNT: Record<AlertKind, string> = {
  data_missing: '24',
  usage_above: '100',
  above_prediction: '25',
  event_unacknowledged: '60',
  import_failed: '',
  disk_low: '10',
  backup_old: '48',
};

export const isOfThePortal = (kind: AlertKind): boolean => ['import_failed', 'disk_low', 'backup_old'].includes(kind);
export const hasWindow = ({ kind, measure }: Draft): boolean => kind === 'above_prediction' || (kind === 'usage_above' && measure === 'power');

export const newDraft = (kind: AlertKind, zone: string): Draft => ({
  kind,
  scope: 'own',
  meter: '',
  organisation: '',
  measure: kind === 'disk_low' ? 'share' : 'power',
  amount: FIRST_AMOUNT[kind],
  window: '15',
  channel: 'email',
  url: '',
  isQuiet: false,
  from: '22:00',
  to: '07:00',
  zone,
  isOn: true,
});

const clockOf = (minute: number): string => `${String(Math.floor(minute / MINUTES)).padStart(2, '0')}:${String(minute % MINUTES).padStart(2, '0')}`;

function amountOf(rule: AlertRule): string {
  const kilo = rule.limit_w ?? rule.limit_day_wh ?? rule.limit_mb;
  if (kilo != null) return String(kilo / THOUSAND);
  return String(rule.limit_hours ?? rule.limit_percent ?? rule.limit_min ?? '');
}

function measureOf(rule: AlertRule): Draft['measure'] {
  if (rule.kind === 'disk_low') return rule.limit_mb === null ? 'share' : 'size';
  return rule.limit_day_wh === null ? 'power' : 'energy';
}

export const draftOf = (rule: AlertRule, zone: string): Draft => ({
  ...newDraft(rule.kind, zone),
  scope: rule.scope === 'portal' ? 'own' : rule.scope,
  meter: rule.meter ?? '',
  organisation: rule.organization_id === null ? '' : String(rule.organization_id),
  measure: measureOf(rule),
  amount: amountOf(rule),
  window: String(rule.window_min ?? 15),
  channel: rule.channel,
  url: rule.webhook_url ?? '',
  isOn: rule.is_on,
  ...(rule.quiet && { isQuiet: true, from: clockOf(rule.quiet.from_min), to: clockOf(rule.quiet.to_min), zone: rule.quiet.time_zone }),
});

function minuteOf(clock: string): number {
  const [hour = '', minute = ''] = clock.split(':');
  return Number(hour) * MINUTES + Number(minute);
}

/** A whole number out of what was typed; nothing where that is none: the server says what is missing. */
function whole(text: string, times = 1): number | null {
  const value = Number(text.replace(',', '.')) * times;
  return text.trim() === '' || !Number.isFinite(value) ? null : Math.round(value);
}

function limitsOf(draft: Draft): Partial<AlertWish> {
  const { kind, measure, amount } = draft;
  const window_min = hasWindow(draft) ? whole(draft.window) : null;
  switch (kind) {
    case 'data_missing':
    case 'backup_old':
      return { limit_hours: whole(amount) };
    case 'usage_above':
      return measure === 'energy' ? { limit_day_wh: whole(amount, THOUSAND) } : { limit_w: whole(amount, THOUSAND), window_min };
    case 'above_prediction':
      return { limit_percent: whole(amount), window_min };
    case 'event_unacknowledged':
      return { limit_min: whole(amount) };
    case 'disk_low':
      return measure === 'size' ? { limit_mb: whole(amount, THOUSAND) } : { limit_percent: whole(amount) };
    case 'import_failed':
      return {};
  }
}

export function wishOf(draft: Draft, isNew: boolean): AlertWish {
  const { kind, scope, channel } = draft;
  return {
    ...(isNew && { kind }),
    scope: isOfThePortal(kind) ? 'portal' : scope,
    meter: scope === 'meter' ? draft.meter.replace(/\s/g, '') : null,
    organization_id: scope === 'organisation' ? whole(draft.organisation) : null,
    ...limitsOf(draft),
    channel,
    webhook_url: channel === 'webhook' ? draft.url.trim() : null,
    quiet: draft.isQuiet ? { from_min: minuteOf(draft.from), to_min: minuteOf(draft.to), time_zone: draft.zone } : null,
    is_on: draft.isOn,
  };
}
