import { useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import type { HoverStore } from '@/components/charts/hover';
import type { PowerChartHandle } from '@/components/charts/PowerChart';
import { indexAt, unitFactor, type PowerSeries, type Unit } from '@/components/charts/series';
import { formatInterval, formatQuantity } from '@/lib/format';
import type { Zone } from '@/lib/time';
import { text } from '../text';
import classes from './PowerCard.module.css';
import { lastReadingIndex } from './Readout';

interface KeyboardChartProps {
  series: PowerSeries;
  unit: Unit;
  zone: Zone;
  hover: HoverStore;
  chart: RefObject<PowerChartHandle | null>;
  onZoom: (factor: number, at?: number) => void;
  onTable: () => void;
  onWhole: () => void;
  children: ReactNode;
}

const SECONDS_OF_DAY = 86_400;

/** The chart as one slider over its readings: arrows read, plus and minus zoom, T shows the table, Escape the whole period. */
export function KeyboardChart({ series, unit, zone, hover, chart, onZoom, onTable, onWhole, children }: KeyboardChartProps) {
  const last = Math.max(0, series.time.length - 1);
  const [chosen, setChosen] = useState<number | null>(null);
  const at = chosen === null ? Math.max(0, lastReadingIndex(series)) : Math.max(0, Math.min(last, indexAt(series.time, chosen)));
  const utc = series.time[at] ?? 0;

  const say = (): string => {
    if (series.time.length === 0) return text.noReadingYet;
    const factor = unitFactor(unit, series.interval);
    const actual = series.actual[at];
    const predicted = series.predicted[at];
    const parts = [formatInterval(utc, series.interval, zone), actual === null ? text.noReading : `${text.actual} ${formatQuantity(actual * factor)} ${unit}`];
    if (predicted !== null) parts.push(`${text.readPredicted} ${formatQuantity(predicted * factor)} ${unit}`);
    return parts.join(', ');
  };
  const move = (index: number): void => {
    const next = series.time[Math.max(0, Math.min(last, index))] ?? 0;
    setChosen(next);
    chart.current?.pointAt(next);
    hover.set(next);
  };
  const perDay = Math.max(1, Math.round(SECONDS_OF_DAY / series.interval));
  const actions: Record<string, () => void> = {
    ArrowRight: () => { move(at + 1); },
    ArrowUp: () => { move(at + 1); },
    ArrowLeft: () => { move(at - 1); },
    ArrowDown: () => { move(at - 1); },
    PageUp: () => { move(at + perDay); },
    PageDown: () => { move(at - perDay); },
    Home: () => { move(0); },
    End: () => { move(last); },
    '+': () => { onZoom(0.5, utc); },
    '=': () => { onZoom(0.5, utc); },
    '-': () => { onZoom(2, utc); },
    t: onTable,
    T: onTable,
    Escape: onWhole,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in actions)) return;
    event.preventDefault();
    actions[event.key]();
  };
  return (
    <div
      className={classes.chart}
      role="slider"
      tabIndex={0}
      aria-label={text.chartKeys}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at}
      aria-valuetext={say()}
      onKeyDown={onKeyDown}
      onPointerLeave={() => {
        hover.set(null);
      }}
      onDoubleClick={onWhole}
    >
      {children}
    </div>
  );
}
