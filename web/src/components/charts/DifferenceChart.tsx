import { useLayoutEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import { decimalsFor, formatSigned } from '@/lib/format';
import { token, hatch } from './canvas';
import { drawEvents, drawWeekends } from './decorations';
import { timeAxes, type Moving } from './powerOptions';
import type { Value } from './series';
import { useUplot } from './useUplot';

interface DifferenceChartProps {
  middle: number[];
  kwh: Value[];
  range: { from: number; to: number };
  moving: Pick<Moving, 'zone' | 'events'>;
  scheme: string;
  isPhone: boolean;
  height: number;
  label: string;
}

const idle = { gaps: [], doubts: [], words: { event: String, noReadings: '', clockForward: String, clockBack: String } };
const nothing = (): void => undefined;

function options(moving: () => Moving, isPhone: boolean): Omit<uPlot.Options, 'width' | 'height'> {
  const [, yAxis] = timeAxes(moving, isPhone, '');
  const bars = uPlot.paths.bars?.({ size: [0.72, 26, 1] });
  const bar = (name: string, direction: 'up' | 'down'): uPlot.Series => {
    const pattern = hatch(token(name), direction);
    return { stroke: token(name), width: 1, fill: () => pattern as string, paths: bars, points: { show: false } };
  };
  return {
    padding: [6, isPhone ? 6 : 12, 6, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      sync: { key: 'power', setSeries: false, scales: ['x', null] },
      points: { show: false },
      bind: { dblclick: () => null },
    },
    hooks: {
      drawClear: [(u) => {
        u.ctx.save();
        drawWeekends(u, moving().zone);
        drawEvents(u, moving().events, moving().zone, null);
        u.ctx.restore();
      }],
      draw: [(u) => {
        const y = Math.round(u.valToPos(0, 'y', true));
        u.ctx.save();
        u.ctx.strokeStyle = token('--ink-3');
        u.ctx.lineWidth = devicePixelRatio;
        u.ctx.beginPath();
        u.ctx.moveTo(u.bbox.left, y);
        u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
        u.ctx.stroke();
        u.ctx.restore();
      }],
    },
    scales: {
      x: { time: true },
      y: {
        range: (_u, min, max) => {
          const most = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0), 0.1) * 1.12;
          return [Math.min(-0.3 * most, (min ?? 0) * 1.12), Math.max(0.3 * most, (max ?? 0) * 1.12)];
        },
      },
    },
    axes: [
      { show: false },
      {
        ...yAxis,
        space: 30,
        values: (_u, splits) => splits.map((v) => (v === 0 ? '0' : formatSigned(v, Number.isInteger(v) ? 0 : decimalsFor(v)))),
      },
    ],
    series: [{}, bar('--saved', 'up'), bar('--more', 'down')],
  };
}

/** Bars of actual minus predicted, under the chart they explain and with its crosshair. */
export function DifferenceChart({ middle, kwh, range, moving, scheme, isPhone, height, label }: DifferenceChartProps) {
  const data = useMemo<uPlot.AlignedData>(
    () => [middle, kwh.map((v) => (v !== null && v < 0 ? v : null)), kwh.map((v) => (v !== null && v >= 0 ? v : null))],
    [middle, kwh],
  );
  const complete = (): Moving => ({ ...idle, ...moving, onSelect: nothing, onHover: nothing });
  const current = useRef(complete());
  useLayoutEffect(() => {
    current.current = complete();
  });
  const { host } = useUplot({
    options: () => options(() => current.current, isPhone),
    identity: `${scheme},${isPhone}`,
    data,
    height,
    range,
  });
  return <div ref={host} role="img" aria-label={label} style={{ height }} />;
}
