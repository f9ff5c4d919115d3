import { useMemo } from 'react';
import uPlot from 'uplot';
import type { Significance } from '@/api/types';
import { canvasFont, token } from '@/components/charts/canvas';
import { formatNumber } from '@/lib/format';
import { quietCursor, xAxis } from './axes';
import { Plot } from './Plot';
import { text } from './text';

interface CorrelogramProps {
  /** Lag 1 first. */
  values: number[];
  interval: number;
  bands: Significance | undefined;
  scheme: string;
  isPhone: boolean;
  label: string;
}

/** The 99 % band shaded, the 95 % band dashed, zero a line. */
function drawBands(u: uPlot, bands: Significance | undefined): void {
  const { ctx, bbox } = u;
  const y = (value: number): number => u.valToPos(value, 'y', true);
  const across = (value: number): void => {
    ctx.beginPath();
    ctx.moveTo(bbox.left, y(value));
    ctx.lineTo(bbox.left + bbox.width, y(value));
    ctx.stroke();
  };
  ctx.save();
  if (bands?.band_99) {
    ctx.fillStyle = token('--sunken');
    ctx.fillRect(bbox.left, y(bands.band_99), bbox.width, y(-bands.band_99) - y(bands.band_99));
  }
  ctx.strokeStyle = token('--ink-3');
  ctx.lineWidth = devicePixelRatio;
  across(0);
  if (bands?.band_95) {
    ctx.setLineDash([5 * devicePixelRatio, 3 * devicePixelRatio]);
    across(bands.band_95);
    across(-bands.band_95);
  }
  ctx.restore();
}

const STEPS = [1, 2, 3, 6, 12, 24, 48];

export function Correlogram({ values, interval, bands, scheme, isPhone, label }: CorrelogramProps) {
  const data = useMemo<uPlot.AlignedData>(() => [values.map((_, i) => ((i + 1) * interval) / 3600), values], [values, interval]);
  const hours = (values.length * interval) / 3600;
  const step = STEPS.find((h) => hours / h <= (isPhone ? 4 : 8)) ?? 168;
  const splits = Array.from({ length: Math.floor(hours / step) + 1 }, (_, i) => i * step);
  const least = Math.min(-0.2, ...values) * 1.1;
  return (
    <Plot
      data={data}
      identity={[scheme, isPhone, hours, bands?.band_95, least].join()}
      height={210}
      label={label}
      options={() => ({
        padding: [10, 34, 0, -8],
        legend: { show: false },
        cursor: quietCursor,
        hooks: { drawClear: [(u) => { drawBands(u, bands); }] },
        scales: { x: { time: false, range: [0, hours + interval / 3600] }, y: { range: [least, 1.02] } },
        axes: [
          xAxis(splits, (v, isLast) => (isLast ? `${v} ${text.lag}` : `${v}`)),
          {
            stroke: token('--ink-2'),
            font: canvasFont(13),
            size: 50,
            grid: { stroke: token('--grid'), width: 1 },
            ticks: { show: false },
            splits: () => [-0.5, 0, 0.5, 1],
            values: (_u, shown) => shown.map((v) => formatNumber(v, 1)),
          },
        ],
        series: [{}, { stroke: token('--actual'), fill: token('--actual'), width: 0, paths: uPlot.paths.bars?.({ size: [0.55, 6, 1] }), points: { show: false } }],
      })}
    />
  );
}
