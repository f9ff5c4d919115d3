import type uPlot from 'uplot';
import { canvasFont, token } from '@/components/charts/canvas';
import { formatNumber } from '@/lib/format';

/** The quiet frame of the small charts. */
export const quietCursor: uPlot.Cursor = { y: false, drag: { x: false, y: false }, points: { size: 6 }, bind: { dblclick: () => null } };

export const xAxis = (splits: number[], words: (value: number, isLast: boolean) => string): uPlot.Axis => ({
  stroke: token('--ink-2'),
  font: canvasFont(13),
  grid: { show: false },
  ticks: { stroke: token('--grid') },
  splits: () => splits,
  values: (_u, shown) => shown.map((value, i) => words(value, i === shown.length - 1)),
});

export const kwAxis = (): uPlot.Axis => ({
  stroke: token('--ink-2'),
  font: canvasFont(13),
  size: 66,
  space: 40,
  grid: { stroke: token('--grid'), width: 1 },
  ticks: { show: false },
  values: (_u, splits) =>
    splits.map((value, i) => {
      const words = formatNumber(value, Number.isInteger(value) ? 0 : 1);
      return i === splits.length - 1 ? `${words} kW` : words;
    }),
});

export const fromZero = (_u: uPlot, min: number | null, max: number | null): [number, number] => [
  Math.min(0, (min ?? 0) * 1.1),
  Math.max((max ?? 0) * 1.1, 0.1),
];
