import { useHover, type HoverStore } from '@/components/charts/hover';
import { indexAt, unitFactor, type PowerSeries, type Unit } from '@/components/charts/series';
import { decimalsFor, formatInterval, formatNumber, formatPercent } from '@/lib/format';
import type { Zone } from '@/lib/time';
import type { Compare } from '../lib/view';
import { text } from '../text';
import classes from './PowerCard.module.css';

interface ReadoutProps {
  series: PowerSeries;
  compare: PowerSeries | null;
  compared: Compare;
  unit: Unit;
  zone: Zone;
  hover: HoverStore;
}

/** Last point with a reading, which is what the line shows while nothing is pointed at. */
export function lastReadingIndex(series: PowerSeries): number {
  for (let i = series.actual.length - 1; i >= 0; i -= 1) if (series.actual[i] !== null) return i;
  return series.actual.length - 1;
}

export interface Reading {
  utc: number;
  actual: number | null;
  predicted: number | null;
  isFuture: boolean;
}

export function readingAt(series: PowerSeries, utc: number | null, unit: Unit): Reading | null {
  const last = lastReadingIndex(series);
  const index = utc === null ? last : Math.max(0, indexAt(series.time, utc));
  if (series.time.length === 0) return null;
  const factor = unitFactor(unit, series.interval);
  const scale = (wh: number | null): number | null => (wh === null ? null : wh * factor);
  return { utc: series.time[index], actual: scale(series.actual[index]), predicted: scale(series.predicted[index]), isFuture: index > last };
}

function Difference({ actual, predicted, unit, places }: { actual: number; predicted: number; unit: Unit; places: number }) {
  const difference = actual - predicted;
  if (Math.abs(difference) < 0.5 * 10 ** -places) return <span>{text.equal}</span>;
  const isLess = difference < 0;
  return (
    <span className={isLess ? classes.less : classes.used}>
      <b>{formatNumber(Math.abs(difference), places)}</b> {unit} {isLess ? text.below : text.above}
      {predicted > 0 && ` (${formatPercent(Math.abs(difference / predicted))} %)`}
    </span>
  );
}

/** One line of figures for the instant under the crosshair. */
export function Readout({ series, compare, compared, unit, zone, hover }: ReadoutProps) {
  const utc = useHover(hover);
  const reading = readingAt(series, utc, unit);
  if (!reading) return <div className={classes.readout} />;
  const { actual, predicted } = reading;
  const places = Math.max(1, decimalsFor(Math.max(Math.abs(actual ?? 0), Math.abs(predicted ?? 0))));
  const before = compare && compared !== 'none' ? readingAt(compare, reading.utc, unit)?.actual : null;
  return (
    <div className={classes.readout} data-testid="readout">
      <span className={classes.time}>{formatInterval(reading.utc, series.interval, zone)}</span>
      {actual === null ? (
        <span>{reading.isFuture ? text.notYet : text.noReading}</span>
      ) : (
        <span>
          {text.readActual} <b>{formatNumber(actual, places)}</b> {unit}
          {actual < 0 && ` (${text.fedBack})`}
        </span>
      )}
      {predicted !== null && (
        <span>
          {text.readPredicted} <b>{formatNumber(predicted, places)}</b> {unit}
        </span>
      )}
      {actual !== null && predicted !== null && <Difference actual={actual} predicted={predicted} unit={unit} places={places} />}
      {before != null && compared !== 'none' && (
        <span>
          {text.readCompared[compared]} <b>{formatNumber(before, places)}</b> {unit}
        </span>
      )}
    </div>
  );
}
