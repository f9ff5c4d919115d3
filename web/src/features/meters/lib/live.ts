/** New readings merged into what is on screen, without asking the server again where that is exact. */
import type { Overview } from '@/api/types';
import { creditDollars } from '@/lib/format';

export interface LiveReading {
  meter: string;
  start_utc: number;
  interval_s: number;
  actual_wh: number | null;
  predicted_wh: number | null;
}

const isNumberOrNull = (value: unknown): value is number | null => value === null || typeof value === 'number';

export function parseReading(data: string): LiveReading | null {
  try {
    const value = JSON.parse(data) as Partial<LiveReading>;
    const isReading =
      typeof value.meter === 'string' &&
      typeof value.start_utc === 'number' &&
      typeof value.interval_s === 'number' &&
      isNumberOrNull(value.actual_wh) &&
      isNumberOrNull(value.predicted_wh);
    return isReading ? (value as LiveReading) : null;
  } catch {
    return null;
  }
}

const withLatest = (overview: Overview, reading: LiveReading): Overview => {
  const { start_utc, interval_s, actual_wh, predicted_wh } = reading;
  if (actual_wh === null || (overview.latest && overview.latest.start_utc > start_utc)) return overview;
  return { ...overview, is_live: true, latest: { start_utc, interval_s, actual_wh, predicted_wh } };
};

const grown = (values: (number | null)[], length: number): (number | null)[] =>
  values.length >= length ? [...values] : [...values, ...Array<null>(length - values.length).fill(null)];

function addToTotals(totals: Overview['totals'], actual: number, predicted: number | null): Overview['totals'] {
  const next = {
    ...totals,
    actual_wh: totals.actual_wh + actual,
    actual_intervals: totals.actual_intervals + 1,
    expected_intervals: totals.expected_intervals + 1,
    negative_intervals: totals.negative_intervals + (actual < 0 ? 1 : 0),
  };
  if (predicted === null) return next;
  const saved_wh = totals.saved_wh + Math.max(0, predicted - actual);
  return {
    ...next,
    saved_wh,
    saved_dollars: creditDollars(saved_wh, totals.credit_factor_dollars_per_kwh),
    net_wh: totals.net_wh + predicted - actual,
    compared_actual_wh: totals.compared_actual_wh + actual,
    compared_predicted_wh: totals.compared_predicted_wh + predicted,
    compared_intervals: totals.compared_intervals + 1,
    participating_intervals: totals.participating_intervals + (predicted > actual ? 1 : 0),
  };
}

export interface Merged {
  overview: Overview;
  /** The server must be asked: the merge could not be exact. */
  isStale: boolean;
}

/**
 * Exact only where the reading follows the last one of a complete series, which is the everyday case. Everything else (a correction, a
 * late reading, a reduced series, another interval length) shows at once what it can and asks for the rest.
 */
export function mergeReading(overview: Overview, reading: LiveReading): Merged {
  if (reading.meter !== overview.meter.id) return { overview, isStale: false };
  const updated = withLatest(overview, reading);
  const from = Date.parse(overview.range.from) / 1000;
  const to = Date.parse(overview.range.to) / 1000;
  if (reading.start_utc < from || reading.start_utc >= to) return { overview: updated, isStale: false };

  const { series } = overview;
  const position = (reading.start_utc - series.start_utc) / series.interval_s;
  const fits = series.index === null && series.interval_s === reading.interval_s && Number.isInteger(position) && position >= 0;
  if (!fits) return { overview: updated, isStale: true };

  const actual = grown(series.actual_wh, position + 1);
  const predicted = grown(series.predicted_wh, position + 1);
  const isSame = actual[position] === reading.actual_wh && predicted[position] === reading.predicted_wh;
  if (isSame && position < series.actual_wh.length) return { overview: updated, isStale: false };

  const isNext =
    reading.actual_wh !== null &&
    actual[position] === null &&
    (predicted[position] === null || predicted[position] === reading.predicted_wh || reading.predicted_wh === null) &&
    overview.latest !== null &&
    overview.latest.start_utc + overview.latest.interval_s === reading.start_utc;
  const known = reading.predicted_wh ?? predicted[position];
  actual[position] = reading.actual_wh;
  predicted[position] = known;
  const inEvent = overview.events.some(
    (event) => Date.parse(event.start) / 1000 <= reading.start_utc && reading.start_utc < Date.parse(event.end) / 1000,
  );
  const totals = isNext && reading.actual_wh !== null ? addToTotals(overview.totals, reading.actual_wh, known) : overview.totals;
  const isLatest = updated.latest?.start_utc === reading.start_utc;
  return {
    overview: {
      ...updated,
      // A reading that came without its prediction has the one that is already known.
      latest: updated.latest && isLatest ? { ...updated.latest, predicted_wh: known } : updated.latest,
      totals,
      series: { ...series, full_n: Math.max(series.full_n, actual.length), actual_wh: actual, predicted_wh: predicted },
    },
    isStale: !isNext || inEvent,
  };
}
