import { useMemo } from 'react';
import uPlot from 'uplot';
import { token } from '@/components/charts/canvas';
import { drawEvents, drawWeekends } from '@/components/charts/decorations';
import { timeAxes, type Moving } from '@/components/charts/powerOptions';
import { useUplot } from '@/components/charts/useUplot';
import { useIsPhone } from '@/lib/hooks';
import type { Zone } from '@/lib/time';
import { useScheme } from '@/theme/scheme';
import classes from '../Laboratory.module.css';
import { text } from '../text';

const SECONDS_OF_HOUR = 3600;
const HEIGHT = 260;
/** Room for a fleet's figures with their unit. */
const Y_AXIS_PIXELS = 78;
const nothing = (): void => undefined;

interface MonthChartProps {
  start: number;
  hoursKw: readonly (number | null)[];
  range: { from: number; to: number };
  /** Start of the hour that is the peak so far. */
  peak: number | null;
  zone: Zone;
  label: string;
}

function options({ zone, peak }: MonthChartProps, isPhone: boolean): Omit<uPlot.Options, 'width' | 'height'> {
  const events = peak === null ? [] : [{ from: peak, to: peak + SECONDS_OF_HOUR }];
  const words = { event: String, noReadings: '', clockForward: String, clockBack: String };
  const moving: Moving = { zone, events, gaps: [], doubts: [], words, onSelect: nothing, onHover: nothing };
  const [xAxis, yAxis] = timeAxes(() => moving, isPhone, text.peak.unit);
  return {
    padding: [24, isPhone ? 6 : 12, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true }, y: { range: (_u, _min, max) => [0, Math.max((max ?? 0) * 1.08, 0.1)] } },
    axes: [xAxis, { ...yAxis, size: Y_AXIS_PIXELS }],
    hooks: {
      drawClear: [(u) => {
        u.ctx.save();
        drawWeekends(u, zone);
        drawEvents(u, events, zone, text.peak.mark);
        u.ctx.restore();
      }],
    },
    series: [{}, { stroke: token('--actual'), width: 1.5, spanGaps: false, points: { show: false } }],
  };
}

/** The fleet's hours of the month so far, with its highest marked. */
export function MonthChart(props: MonthChartProps) {
  const { start, hoursKw, range, peak, label } = props;
  const scheme = useScheme();
  const isPhone = useIsPhone();
  const data = useMemo<uPlot.AlignedData>(() => [hoursKw.map((_, i) => start + i * SECONDS_OF_HOUR), [...hoursKw]], [start, hoursKw]);
  const { host } = useUplot({ options: () => options(props, isPhone), identity: `${scheme} ${isPhone} ${String(peak)}`, data, height: HEIGHT, range });
  return <div ref={host} className={classes.chart} role="img" aria-label={label} style={{ height: HEIGHT }} />;
}
