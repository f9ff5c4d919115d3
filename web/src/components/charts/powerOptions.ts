import uPlot from 'uplot';
import { formatNumber } from '@/lib/format';
import { timeTicks } from '@/lib/ticks';
import type { Zone } from '@/lib/time';
import { canvasFont, hatch, token } from './canvas';
import { drawClockChanges, drawDoubts, drawEvents, drawGaps, drawWeekends, type ChartEvent, type ChartWords } from './decorations';
import type { Gap, Unit, Value } from './series';

/** What changes while a plot lives; read at each drawing. */
export interface Moving {
  zone: Zone;
  events: ChartEvent[];
  gaps: Gap[];
  /** Readings that look wrong. */
  doubts: ChartEvent[];
  words: ChartWords;
  onSelect: (from: number, to: number) => void;
  onHover: (utc: number | null) => void;
}

export interface PowerLook {
  unit: Unit;
  isPhone: boolean;
  isStepped: boolean;
  isDense: boolean;
  showsActual: boolean;
  showsPredicted: boolean;
  hasCompare: boolean;
}

/** Both axes of every chart over time. */
export function timeAxes(moving: () => Moving, isPhone: boolean, yUnit: string): uPlot.Axis[] {
  const ink = token('--ink-2');
  const grid = token('--grid');
  const font = canvasFont(13);
  const most = (u: uPlot): number => Math.max(2, Math.floor(u.bbox.width / devicePixelRatio / (isPhone ? 68 : 88)));
  const ticks = (u: uPlot) => timeTicks(moving().zone, u.scales.x.min ?? 0, u.scales.x.max ?? 0, most(u));
  return [
    {
      stroke: ink,
      font,
      gap: 6,
      size: 36,
      grid: { stroke: grid, width: 1 },
      ticks: { stroke: token('--line-strong'), size: 6, width: 1 },
      splits: (u) => ticks(u).map((tick) => tick.utc),
      values: (u) => ticks(u).map((tick) => {
        const position = u.valToPos(tick.utc, 'x');
        return position > u.bbox.width / devicePixelRatio - 18 ? '' : tick.label;
      }),
    },
    {
      stroke: ink,
      font,
      size: isPhone ? 54 : 60,
      gap: 8,
      space: 44,
      grid: { stroke: grid, width: 1 },
      ticks: { show: false },
      values: (_u, splits) =>
        splits.map((value, i) => {
          const text = formatNumber(value, Number.isInteger(value) ? 0 : splits[1] - splits[0] < 0.1 ? 2 : 1);
          return i === splits.length - 1 && yUnit ? `${text} ${yUnit}` : text;
        }),
    },
  ];
}

/** Points with nothing on either side would vanish as a line; they are drawn as dots. */
export function isolatedPoints(values: ArrayLike<Value | undefined>): number[] {
  const dots: number[] = [];
  for (let i = 0; i < values.length; i += 1) {
    if (values[i] == null) continue;
    const before = i === 0 || values[i - 1] === null;
    const after = i === values.length - 1 || values[i + 1] === null;
    if (before && after) dots.push(i);
  }
  return dots;
}

const line = (label: string, color: string, width: number, more: Partial<uPlot.Series>): uPlot.Series => ({
  label,
  stroke: color,
  width,
  spanGaps: false,
  points: { show: true, size: 4, fill: color, filter: (u, index) => isolatedPoints(u.data[index] as ArrayLike<Value | undefined>) },
  ...more,
});

function hooks(moving: () => Moving, look: PowerLook): uPlot.Hooks.Arrays {
  return {
    setCursor: [(u) => {
      const { idx } = u.cursor;
      moving().onHover(idx == null ? null : u.data[0][idx]);
    }],
    setSelect: [(u) => {
      const { left, width } = u.select;
      if (width > 12) moving().onSelect(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
      u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    }],
    drawClear: [(u) => {
      const { zone, events, words } = moving();
      const range = (u.scales.x.max ?? 0) - (u.scales.x.min ?? 0);
      u.ctx.save();
      drawWeekends(u, zone);
      drawEvents(u, events, zone, look.isPhone && range > 8 * 86_400 ? (day) => day : words.event);
      drawClockChanges(u, zone, words);
      u.ctx.restore();
    }],
    draw: [(u) => {
      const { gaps, doubts, words } = moving();
      u.ctx.save();
      drawDoubts(u, doubts);
      drawGaps(u, gaps, words.noReadings);
      u.ctx.restore();
    }],
  };
}

/** Series: 1 the compared period, underneath; 2 predicted; 3 actual. */
export function powerOptions(moving: () => Moving, look: PowerLook): Omit<uPlot.Options, 'width' | 'height'> {
  const paths = look.isStepped ? uPlot.paths.stepped?.({ align: 1 }) : uPlot.paths.linear?.();
  const saved = hatch(token('--saved'), 'up');
  const more = hatch(token('--more'), 'down');
  const both = look.showsActual && look.showsPredicted;
  return {
    padding: [24, look.isPhone ? 6 : 12, 0, 0],
    legend: { show: false },
    focus: { alpha: 1 },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      sync: { key: 'power', setSeries: false, scales: ['x', null] },
      points: { size: 8, width: 2, fill: () => token('--surface') },
      bind: { dblclick: () => null },
    },
    hooks: hooks(moving, look),
    scales: {
      x: { time: true },
      y: { range: (_u, min, max) => [Math.min(0, (min ?? 0) * 1.12), Math.max((max ?? 0) * 1.08, 0.1)] },
    },
    axes: timeAxes(moving, look.isPhone, look.unit),
    // The API of the library asks for strings, the canvas takes patterns too.
    bands: both
      ? [
          { series: [2, 3], fill: () => saved as string, dir: -1 },
          { series: [3, 2], fill: () => more as string, dir: -1 },
        ]
      : [],
    series: [
      {},
      line('compared', token('--compare'), 1, { show: look.hasCompare, paths, points: { show: false } }),
      line('predicted', token('--predicted'), 1.5, { show: look.showsPredicted, dash: [6, 4], paths }),
      line('actual', token('--actual'), look.isDense ? 1.5 : 2, { show: look.showsActual, paths }),
    ],
  };
}
