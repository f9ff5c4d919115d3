import { useEffect, useLayoutEffect, useMemo, useRef, type Ref } from 'react';
import { useImperativeHandle } from 'react';
import uPlot from 'uplot';
import type { Zone } from '@/lib/time';
import type { ChartEvent, ChartWords } from './decorations';
import { useZoomGestures } from './gestures';
import type { HoverStore } from './hover';
import { powerOptions, type Moving } from './powerOptions';
import { gapsOf, scaled, unitFactor, type PowerSeries, type Unit, type Value } from './series';
import { useUplot } from './useUplot';

export interface PowerChartHandle {
  /** Puts the crosshair on an instant. */
  pointAt: (utc: number) => void;
  /** The drawing itself, for a picture file. */
  canvas: () => HTMLCanvasElement | null;
}

interface PowerChartProps {
  series: PowerSeries;
  compare: PowerSeries | null;
  range: { from: number; to: number };
  zone: Zone;
  events: ChartEvent[];
  /** Readings that look wrong. */
  doubts: ChartEvent[];
  unit: Unit;
  shows: { actual: boolean; predicted: boolean };
  scheme: string;
  isPhone: boolean;
  height: number;
  hover: HoverStore;
  words: ChartWords;
  onZoom: (range: { from: number; to: number }) => void;
  ref?: Ref<PowerChartHandle>;
}

const STEPPED_UP_TO_DAYS = 3.2;
const DENSE_FROM_DAYS = 14;
const SECONDS_OF_DAY = 86_400;

const lastOf = (values: Value[]): Value => values.at(-1) ?? null;

/** Columns for the plot. Steps need an end for the last interval; a compared period brings its own instants. */
export function plotData(series: PowerSeries, compare: PowerSeries | null, unit: Unit, isStepped: boolean): uPlot.AlignedData {
  const close = (part: PowerSeries, values: Value[]): Value[] => {
    const drawn = scaled(values, unitFactor(unit, part.interval));
    return isStepped && drawn.length > 0 ? [...drawn, lastOf(drawn)] : drawn;
  };
  const times = (part: PowerSeries): number[] => {
    const last = part.time.at(-1);
    return isStepped && last !== undefined ? [...part.time, last + part.interval] : part.time;
  };
  const time = times(series);
  const predicted = close(series, series.predicted);
  const actual = close(series, series.actual);
  if (!compare) return [time, time.map(() => null), predicted, actual];
  const [all, p, a, c] = uPlot.join([[time, predicted, actual], [times(compare), close(compare, compare.actual)]]);
  return [all, c, p, a];
}

/** Actual against prediction. Pointer, wheel and fingers; the keyboard is the business of who places it. */
export function PowerChart(props: PowerChartProps) {
  const { series, compare, range, unit, shows, scheme, isPhone, height, ref } = props;
  const days = (range.to - range.from) / SECONDS_OF_DAY;
  const isStepped = days <= STEPPED_UP_TO_DAYS && !series.isReduced;
  const isDense = days > DENSE_FROM_DAYS;
  const data = useMemo(() => plotData(series, compare, unit, isStepped), [series, compare, unit, isStepped]);
  const gaps = useMemo(() => gapsOf(series), [series]);

  const toMoving = (): Moving => ({
    zone: props.zone,
    events: props.events,
    gaps,
    doubts: props.doubts,
    words: props.words,
    onSelect: (from, to) => {
      props.onZoom({ from, to });
    },
    onHover: (utc) => {
      props.hover.set(utc);
    },
  });
  const moving = useRef(toMoving());
  useLayoutEffect(() => {
    moving.current = toMoving();
  });

  const { host, plot } = useUplot({
    options: () =>
      powerOptions(() => moving.current, {
        unit,
        isPhone,
        isStepped,
        isDense,
        showsActual: shows.actual,
        showsPredicted: shows.predicted,
        hasCompare: compare !== null,
      }),
    identity: [scheme, unit, isPhone, isStepped, isDense, shows.actual, shows.predicted, compare !== null].join(),
    data,
    height,
    range,
  });
  useEffect(() => {
    plot.current?.redraw(false);
  }, [plot, props.doubts]);
  useZoomGestures(host, plot, props.onZoom);
  useImperativeHandle(ref, () => ({
    pointAt: (utc) => {
      plot.current?.setCursor({ left: plot.current.valToPos(utc, 'x'), top: 0 });
    },
    canvas: () => plot.current?.ctx.canvas ?? null,
  }));
  return <div ref={host} style={{ height, touchAction: 'pan-y' }} aria-hidden="true" />;
}
