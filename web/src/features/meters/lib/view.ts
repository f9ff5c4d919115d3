/** What the Meters page shows, kept in its address: a link restores the view. */
import type { Unit } from '@/components/charts/series';
import { preferredUnit } from '@/lib/preferences';
import { addDays, addMonths, daysBetween, fromIso, isLocalDay, toIso, type LocalDay, type Zone } from '@/lib/time';

export type Scale = 'day' | '7d' | '30d' | '12m' | 'custom';
export type Compare = 'none' | 'previous' | 'year';
export const SCALES: readonly Scale[] = ['day', '7d', '30d', '12m', 'custom'];
const COMPARES: readonly Compare[] = ['none', 'previous', 'year'];

export interface View {
  organisation: number | null;
  meter: string | null;
  scale: Scale;
  /** Last local day of a preset scale; null: the meter's latest, and following it. */
  end: LocalDay | null;
  /** First and last local day of the custom scale. */
  days: [LocalDay, LocalDay] | null;
  /** Part of the period that the chart was zoomed to, in seconds. */
  zoom: [number, number] | null;
  compare: Compare;
  unit: Unit;
  hasTable: boolean;
  hasDetails: boolean;
}

const unitOf = (asked: string | null): Unit => (asked === 'kWh' || asked === 'kW' ? asked : preferredUnit());

export interface Range {
  from: number;
  /** Excluded. */
  to: number;
}

const DEFAULT_SCALE: Scale = '30d';
const MIN_ZOOM_SECONDS = 3600;
const METER = /^[A-Za-z0-9._-]{1,32}$/;

const pick = <T extends string>(text: string | null, allowed: readonly T[], fallback: T): T =>
  allowed.find((value) => value === text) ?? fallback;

function readInstants(text: string | null): [number, number] | null {
  const [from, to] = (text ?? '').split('_').map(fromIso);
  return Number.isFinite(from) && Number.isFinite(to) && from < to ? [from, to] : null;
}

function readDays(search: URLSearchParams): [LocalDay, LocalDay] | null {
  const from = search.get('from') ?? '';
  const to = search.get('to') ?? '';
  return isLocalDay(from) && isLocalDay(to) && from <= to ? [from, to] : null;
}

/** Whatever the address says; what makes no sense is left out rather than complained about. */
export function readView(search: URLSearchParams): View {
  const days = readDays(search);
  const scale = pick(search.get('scale'), SCALES, days ? 'custom' : DEFAULT_SCALE);
  const end = search.get('end');
  const meter = search.get('meter');
  const organisation = Number(search.get('org') ?? '');
  return {
    organisation: Number.isInteger(organisation) && organisation > 0 ? organisation : null,
    meter: meter && METER.test(meter) ? meter : null,
    scale: scale === 'custom' && !days ? DEFAULT_SCALE : scale,
    end: end && isLocalDay(end) ? end : null,
    days,
    zoom: readInstants(search.get('zoom')),
    compare: pick(search.get('compare'), COMPARES, 'none'),
    unit: unitOf(search.get('unit')),
    hasTable: search.get('table') === '1',
    hasDetails: search.get('details') === '1',
  };
}

/** The shortest address that restores the view. */
export function writeView(view: View): URLSearchParams {
  const search = new URLSearchParams();
  if (view.organisation !== null) search.set('org', String(view.organisation));
  if (view.meter !== null) search.set('meter', view.meter);
  if (view.scale === 'custom' && view.days) {
    search.set('from', view.days[0]);
    search.set('to', view.days[1]);
  } else {
    if (view.scale !== DEFAULT_SCALE) search.set('scale', view.scale);
    if (view.end) search.set('end', view.end);
  }
  if (view.zoom) search.set('zoom', view.zoom.map(toIso).join('_'));
  if (view.compare !== 'none') search.set('compare', view.compare);
  if (view.unit !== 'kW' || preferredUnit() !== 'kW') search.set('unit', view.unit);
  if (view.hasTable) search.set('table', '1');
  if (view.hasDetails) search.set('details', '1');
  return search;
}

function firstDay(scale: Scale, end: LocalDay): LocalDay {
  if (scale === 'day') return end;
  if (scale === '7d') return addDays(end, -6);
  if (scale === '12m') return addDays(addMonths(end, -12), 1);
  return addDays(end, -29);
}

/** First and last local day of the period; `latest` is the meter's last day with a reading. */
export function periodDays(view: View, latest: LocalDay): [LocalDay, LocalDay] {
  if (view.scale === 'custom' && view.days) return view.days;
  const end = view.end ?? latest;
  return [firstDay(view.scale, end), end];
}

export function periodOf(view: View, latest: LocalDay, zone: Zone): Range {
  const [first, last] = periodDays(view, latest);
  return { from: zone.startOf(first), to: zone.startOf(addDays(last, 1)) };
}

/** What is on screen: the zoomed part, or the whole period. */
export function rangeOf(view: View, latest: LocalDay, zone: Zone): Range {
  return view.zoom ? { from: view.zoom[0], to: view.zoom[1] } : periodOf(view, latest, zone);
}

/** One period earlier (-1) or later (+1). A zoomed view moves by its own width. */
export function step(view: View, direction: -1 | 1, latest: LocalDay): View {
  if (view.zoom) {
    const width = (view.zoom[1] - view.zoom[0]) * direction;
    return { ...view, zoom: [view.zoom[0] + width, view.zoom[1] + width] };
  }
  const [first, last] = periodDays(view, latest);
  const days = (daysBetween(first, last) + 1) * direction;
  if (view.scale === 'custom') return { ...view, days: [addDays(first, days), addDays(last, days)] };
  const end = view.scale === '12m' ? addMonths(last, 12 * direction) : addDays(last, days);
  return { ...view, end: end >= latest ? null : end };
}

/** A zoom kept on whole minutes, not narrower than an hour and inside what there is to see. */
export function zoomTo(view: View, wanted: Range, limits: Range, period: Range): View {
  let from = Math.round(wanted.from / 60) * 60;
  let to = Math.round(wanted.to / 60) * 60;
  if (to - from < MIN_ZOOM_SECONDS) {
    const middle = (from + to) / 2;
    from = Math.round((middle - MIN_ZOOM_SECONDS / 2) / 60) * 60;
    to = from + MIN_ZOOM_SECONDS;
  }
  const width = Math.min(to - from, limits.to - limits.from);
  from = Math.max(limits.from, Math.min(from, limits.to - width));
  to = from + width;
  const isWhole = from === period.from && to === period.to;
  return { ...view, zoom: isWhole ? null : [from, to] };
}
