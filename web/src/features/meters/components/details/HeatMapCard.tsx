import { useEffect, useMemo, useRef } from 'react';
import { canvasFont, token } from '@/components/charts/canvas';
import type { PowerSeries } from '@/components/charts/series';
import { formatDate, formatQuantity } from '@/lib/format';
import type { Zone } from '@/lib/time';
import { RAMPS } from '@/theme/ramps';
import type { Scheme } from '@/theme/scheme';
import { heatMapOf, highestHours, hoursOf, type HeatMap } from '../../lib/heat';
import { DetailCard, type DetailProps } from './DetailCard';
import classes from './details.module.css';
import type { Twin } from './TableTwin';
import { text } from './text';

const HEIGHT = 268;
const LEFT = 56;
const BOTTOM = 26;
const ROWS = 24;
const LABEL_PIXELS = 64;

function hatchCell(g: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  g.save();
  g.strokeStyle = token('--line-strong');
  g.lineWidth = 1;
  g.beginPath();
  g.rect(x, y, width, height);
  g.clip();
  g.beginPath();
  for (let shift = -height; shift < width; shift += 5) {
    g.moveTo(x + shift, y + height);
    g.lineTo(x + shift + height, y);
  }
  g.stroke();
  g.restore();
}

function paint(canvas: HTMLCanvasElement, map: HeatMap, zone: Zone, ramp: readonly string[]): void {
  const ratio = devicePixelRatio;
  const width = canvas.clientWidth;
  canvas.width = width * ratio;
  canvas.height = HEIGHT * ratio;
  const g = canvas.getContext('2d');
  if (!g) return;
  g.scale(ratio, ratio);
  const cell = { width: (width - LEFT) / map.days.length, height: (HEIGHT - BOTTOM) / ROWS };
  const gap = cell.width > 4 ? 1 : 0;
  g.font = canvasFont(13);
  g.fillStyle = token('--ink-2');
  g.textAlign = 'right';
  g.textBaseline = 'middle';
  for (const hour of [0, 6, 12, 18]) g.fillText(text.hour(hour), LEFT - 8, cell.height * (hour + 0.5) + (hour === 0 ? 3 : 0));
  g.textAlign = 'center';
  g.textBaseline = 'top';
  const every = Math.max(1, Math.ceil(LABEL_PIXELS / cell.width));
  map.cells.forEach((row, d) => {
    const x = LEFT + d * cell.width;
    if (d % every === 0 && x < width - 24) {
      g.fillStyle = token('--ink-2');
      g.fillText(formatDate(zone.startOf(map.days[d]) + 3600, 'day', zone), Math.max(x + cell.width / 2, LEFT + 18), HEIGHT - BOTTOM + 8);
    }
    row.forEach((kw, hour) => {
      const y = hour * cell.height;
      if (kw === null) {
        const isAhead = d === map.days.length - 1 && hour > map.lastHour;
        if (!isAhead) hatchCell(g, x, y, Math.max(1, cell.width - gap), cell.height - gap);
        return;
      }
      g.fillStyle = ramp[Math.max(0, Math.min(ramp.length - 1, Math.floor((kw / map.most) * ramp.length)))];
      g.fillRect(x, y, Math.max(1, cell.width - gap), cell.height - gap);
    });
  });
}

function Picture({ map, zone, scheme }: { map: HeatMap; zone: Zone; scheme: Scheme }) {
  const ref = useRef<HTMLCanvasElement>(null);
  const ramp = RAMPS[scheme];
  const [from, to] = highestHours(map);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return undefined;
    const observer = new ResizeObserver(() => {
      paint(canvas, map, zone, ramp);
    });
    observer.observe(canvas);
    return () => {
      observer.disconnect();
    };
  }, [map, zone, ramp]);
  return (
    <>
      <div role="img" aria-label={text.heatAlt(text.hour(from), text.hour(to), formatQuantity(map.most))}>
        <canvas ref={ref} className={classes.canvas} style={{ height: HEIGHT }} />
      </div>
      <div className={classes.key} aria-hidden="true">
        <span>0</span>
        <span className={classes.ramp}>{ramp.map((color) => <i key={color} style={{ background: color }} />)}</span>
        <span>{formatQuantity(map.most)} kW</span>
        <span className={classes.pair}><i className={classes.hatched} />{text.heatNone}</span>
      </div>
    </>
  );
}

function twinOf(map: HeatMap): Twin {
  const words = (kw: number | null): string => (kw === null ? '' : formatQuantity(kw));
  return {
    caption: text.heatTable,
    columns: [text.time, text.meanPower, text.highestPower],
    rows: hoursOf(map).map(({ mean, most }, hour) => [text.hour(hour), words(mean), words(most)]),
  };
}

interface HeatMapCardProps extends DetailProps {
  complete: PowerSeries | null;
  error: unknown;
  zone: Zone;
}

export function HeatMapCard({ complete, error, zone, scheme }: HeatMapCardProps) {
  const map = useMemo(() => (complete ? heatMapOf(complete, zone) : null), [complete, zone]);
  return (
    <DetailCard
      data={map}
      error={error}
      isEmpty={(m) => m.days.length === 0}
      title={(m) => text.heat(...highestHours(m))}
      say={text.heatSay}
      how={text.heatHow}
      twin={twinOf}
    >
      {(m) => <Picture map={m} zone={zone} scheme={scheme} />}
    </DetailCard>
  );
}
