/** The chart in words: a title that says what was found, and the sentence that stands in for the picture. */
import type { PowerSeries } from '@/components/charts/series';
import { unitFactor } from '@/components/charts/series';
import type { ResponseEvent, Totals } from '@/api/types';
import { fromIso } from '@/lib/time';
import type { Range } from './view';

export interface Extreme {
  utc: number;
  kw: number;
}

/** Highest mean power of an interval. The server's reduction keeps extremes, so this is exact for reduced series too. */
export function highestOf(series: PowerSeries): Extreme | null {
  let best: Extreme | null = null;
  const factor = unitFactor('kW', series.interval);
  for (let i = 0; i < series.actual.length; i += 1) {
    const wh = series.actual[i];
    if (wh !== null && (best === null || wh * factor > best.kw)) best = { utc: series.time[i], kw: wh * factor };
  }
  return best;
}

export const eventsIn = (events: ResponseEvent[], range: Range): ResponseEvent[] =>
  events.filter((event) => fromIso(event.end) > range.from && fromIso(event.start) < range.to);

/** Net as a share of the prediction; positive: used less. Null where nothing can be compared. */
export const netShare = (totals: Totals): number | null =>
  totals.compared_predicted_wh > 0 ? totals.net_wh / totals.compared_predicted_wh : null;

export type Finding =
  | { kind: 'nothing' }
  | { kind: 'no-prediction' }
  | { kind: 'one-event'; event: ResponseEvent; kw: number }
  | { kind: 'all-events'; count: number; kw: number }
  | { kind: 'some-events'; met: number; count: number }
  | { kind: 'close' }
  | { kind: 'less'; share: number }
  | { kind: 'more'; share: number };

const CLOSE = 0.02;

export function findingOf(totals: Totals, events: ResponseEvent[], range: Range): Finding {
  if (totals.actual_intervals === 0) return { kind: 'nothing' };
  const share = netShare(totals);
  if (share === null) return { kind: 'no-prediction' };
  const measured = eventsIn(events, range).filter((event) => event.reduced_kw !== null);
  const reduced = measured.map((event) => event.reduced_kw ?? 0);
  if (measured.length === 1) return { kind: 'one-event', event: measured[0], kw: reduced[0] };
  if (measured.length > 1) {
    const met = reduced.filter((kw) => kw > 0).length;
    const kw = reduced.reduce((sum, value) => sum + value, 0) / reduced.length;
    return met === reduced.length ? { kind: 'all-events', count: met, kw } : { kind: 'some-events', met, count: reduced.length };
  }
  if (Math.abs(share) < CLOSE) return { kind: 'close' };
  return share > 0 ? { kind: 'less', share } : { kind: 'more', share: -share };
}
