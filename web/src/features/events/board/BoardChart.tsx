import { useMemo } from 'react';
import uPlot from 'uplot';
import { canvasFont, token } from '@/components/charts/canvas';
import { useUplot } from '@/components/charts/useUplot';
import { pageClasses } from '@/components/Page';
import { formatDate, formatNumber, formatQuantity, formatSpan } from '@/lib/format';
import { useIsPhone } from '@/lib/hooks';
import type { Zone } from '@/lib/time';
import { useScheme } from '@/theme/scheme';
import type { Board } from '../api';
import classes from './Board.module.css';
import { intervalsOf, stepsOf, type BoardInterval } from './lib';
import { text } from './text';

const HEIGHT = 260;
const AXIS_FONT = 13;
const STEPS = uPlot.paths.stepped?.({ align: 1 });

const axis = { font: canvasFont(AXIS_FONT), ticks: { show: false } };

function optionsOf(zone: Zone): Omit<uPlot.Options, 'width' | 'height'> {
  const stroke = token('--ink-2');
  return {
    padding: [12, 34, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: { y: { range: (_u, min, max) => [Math.min(0, min * 1.1), Math.max(max * 1.15, 1)] } },
    axes: [
      { ...axis, stroke, grid: { show: false }, space: 80, values: (_u, splits) => splits.map((utc) => formatDate(utc, 'time', zone)) },
      {
        ...axis,
        stroke,
        size: 66,
        grid: { stroke: token('--grid'), width: 1 },
        values: (_u, splits) => splits.map((kw, i) => `${formatNumber(kw, Number.isInteger(kw) ? 0 : 1)}${i === splits.length - 1 ? ' kW' : ''}`),
      },
    ],
    series: [
      {},
      { stroke: token('--predicted'), width: 1.5, dash: [6, 4], paths: STEPS, points: { show: false } },
      { stroke: token('--actual'), width: 2, paths: STEPS, points: { show: false } },
    ],
  };
}

function Twin({ intervals, length, zone }: { intervals: readonly BoardInterval[]; length: number; zone: Zone }) {
  return (
    <details className={classes.part}>
      <summary>{text.table}</summary>
      <div className={pageClasses.scroll}>
        <table className={pageClasses.table}>
          <caption className="visually-hidden">{text.chartTitle}</caption>
          <thead>
            <tr>
              <th scope="col">{text.interval}</th>
              <th scope="col" className={pageClasses.number}>{`${text.keyBaseline} ${text.kw}`}</th>
              <th scope="col" className={pageClasses.number}>{`${text.keyActual} ${text.kw}`}</th>
              <th scope="col" className={pageClasses.number}>{text.meters}</th>
            </tr>
          </thead>
          <tbody>
            {intervals.map(({ start, baseline, actual, meters }) => (
              <tr key={start}>
                <th scope="row">{formatSpan(start, start + length, zone)}</th>
                <td className={pageClasses.number}>{formatQuantity(baseline)}</td>
                <td className={pageClasses.number}>{actual === null ? text.nothingYet : formatQuantity(actual)}</td>
                <td className={pageClasses.number}>{formatNumber(meters)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** Baseline and use of all meters together, interval by interval. */
export function BoardChart({ board, zone }: { board: Board; zone: Zone }) {
  const scheme = useScheme();
  const isPhone = useIsPhone();
  const length = board.series.interval_s;
  const intervals = useMemo(() => intervalsOf(board.series), [board]);
  const data = useMemo<uPlot.AlignedData>(() => stepsOf(intervals, length), [intervals, length]);
  const { host } = useUplot({ options: () => optionsOf(zone), identity: `${scheme} ${isPhone}`, data, height: HEIGHT });
  const heard = intervals.filter(({ actual }) => actual !== null).length;
  const { baseline_kw, actual_kw } = board.totals;
  const summary = text.summary(heard, intervals.length, formatQuantity(baseline_kw), formatQuantity(actual_kw));
  return (
    <div className={classes.part}>
      <h3>{text.chartTitle}</h3>
      <div className={classes.key}>
        <span>
          <i aria-hidden="true" />
          {text.keyActual}
        </span>
        <span>
          <i className={classes.dashed} aria-hidden="true" />
          {text.keyBaseline}
        </span>
      </div>
      <div ref={host} role="img" aria-label={`${text.chartTitle}. ${summary}`} style={{ height: HEIGHT }} />
      <p className={pageClasses.muted}>{text.chartNote}</p>
      <Twin intervals={intervals} length={length} zone={zone} />
    </div>
  );
}
