/** Drawn behind and over the series: weekends, event bands, gaps, clock changes. */
import type uPlot from 'uplot';
import { formatDate } from '@/lib/format';
import { addDays, isWeekend, type Zone } from '@/lib/time';
import { canvasFont, token } from './canvas';
import type { Gap } from './series';

export interface ChartEvent {
  from: number;
  to: number;
}

export interface ChartWords {
  event: (day: string) => string;
  noReadings: string;
  clockForward: (hours: number) => string;
  clockBack: (hours: number) => string;
}

const WEEKENDS_UP_TO_DAYS = 45;
const LEAST_BAND_PIXELS = 5;
const LABEL_GAP = 8;
const SECONDS_OF_DAY = 86_400;

const x = (u: uPlot, utc: number): number => u.valToPos(utc, 'x', true);
const visible = (u: uPlot): [number, number] => [u.scales.x.min ?? 0, u.scales.x.max ?? 0];

export function drawWeekends(u: uPlot, zone: Zone): void {
  const [min, max] = visible(u);
  if (max - min > WEEKENDS_UP_TO_DAYS * SECONDS_OF_DAY) return;
  const { left, top, width, height } = u.bbox;
  u.ctx.fillStyle = token('--weekend');
  for (let day = zone.dayOf(min); zone.startOf(day) < max; day = addDays(day, 1)) {
    if (!isWeekend(day)) continue;
    const from = Math.max(left, x(u, zone.startOf(day)));
    const to = Math.min(left + width, x(u, zone.startOf(addDays(day, 1))));
    if (to > from) u.ctx.fillRect(from, top, to - from, height);
  }
}

/** Light bands with a labelled edge. Labels that would overlap are left out; the band stays. */
export function drawEvents(u: uPlot, events: ChartEvent[], zone: Zone, label: ((day: string) => string) | null): void {
  const [min, max] = visible(u);
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const right = bbox.left + bbox.width;
  let free = Infinity;
  for (const event of [...events].sort((a, b) => b.from - a.from)) {
    if (event.to <= min || event.from >= max) continue;
    let from = x(u, event.from);
    let to = x(u, event.to);
    if (to - from < LEAST_BAND_PIXELS * ratio) {
      const middle = (from + to) / 2;
      from = middle - (LEAST_BAND_PIXELS / 2) * ratio;
      to = middle + (LEAST_BAND_PIXELS / 2) * ratio;
    }
    from = Math.max(from, bbox.left);
    to = Math.min(to, right);
    ctx.fillStyle = token('--event-fill');
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
    if (!label) continue;
    ctx.fillStyle = token('--event');
    ctx.fillRect(from, bbox.top - 4 * ratio, to - from, 4 * ratio);
    ctx.fillStyle = token('--event-ink');
    ctx.font = canvasFont(12.5 * ratio, 600);
    ctx.textAlign = 'center';
    ctx.textBaseline = 'bottom';
    const words = label(formatDate(event.from, 'day', zone));
    const half = ctx.measureText(words).width / 2;
    const at = Math.min(Math.max((from + to) / 2, bbox.left + half), right - half);
    if (at + half + LABEL_GAP * ratio > free) continue;
    free = at - half;
    ctx.fillText(words, at, bbox.top - 6 * ratio);
  }
}

/** A dashed line on the floor where readings are missing, with words where there is room for them. */
export function drawGaps(u: uPlot, gaps: Gap[], words: string): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const y = bbox.top + bbox.height - 5 * ratio;
  ctx.strokeStyle = token('--ink-3');
  ctx.fillStyle = token('--ink-3');
  ctx.lineWidth = 2 * ratio;
  ctx.font = canvasFont(12.5 * ratio);
  ctx.textAlign = 'center';
  ctx.textBaseline = 'bottom';
  let lastLabel = -Infinity;
  for (const gap of gaps) {
    const from = Math.max(bbox.left, x(u, gap.from));
    const to = Math.min(bbox.left + bbox.width, x(u, gap.to));
    if (to <= from) continue;
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(from, y);
    ctx.lineTo(Math.max(to, from + 2 * ratio), y);
    ctx.stroke();
    const half = ctx.measureText(words).width / 2;
    const middle = (from + to) / 2;
    const fits = middle - half > Math.max(bbox.left, lastLabel + LABEL_GAP * ratio) && middle + half < bbox.left + bbox.width;
    // Words stand over gaps that the eye can see at all.
    if (fits && to - from > 4 * ratio) {
      ctx.fillText(words, middle, y - 4 * ratio);
      lastLabel = middle + half;
    }
  }
  ctx.setLineDash([]);
}

/** A bracket along the top over readings that look wrong; what is wrong stands beside the chart in words. */
export function drawDoubts(u: uPlot, doubts: ChartEvent[]): void {
  const [min, max] = visible(u);
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const right = bbox.left + bbox.width;
  const depth = 7 * ratio;
  const top = bbox.top + 2 * ratio;
  ctx.strokeStyle = token('--bad');
  ctx.lineWidth = 2 * ratio;
  for (const doubt of doubts) {
    if (doubt.to <= min || doubt.from >= max) continue;
    const from = Math.max(bbox.left, x(u, doubt.from));
    const to = Math.min(right, Math.max(x(u, doubt.to), from + LEAST_BAND_PIXELS * ratio));
    ctx.beginPath();
    ctx.moveTo(from, top + depth);
    ctx.lineTo(from, top);
    ctx.lineTo(to, top);
    ctx.lineTo(to, top + depth);
    ctx.stroke();
  }
}

/** Where the clock jumps, the axis says so: that day has 23 or 25 hours. */
export function drawClockChanges(u: uPlot, zone: Zone, words: ChartWords): void {
  const [min, max] = visible(u);
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  for (const change of zone.changesIn(Math.floor(min), Math.ceil(max))) {
    const at = x(u, change.utc);
    const hours = Math.abs(change.shift) / 3600;
    const label = change.shift > 0 ? words.clockForward(hours) : words.clockBack(hours);
    ctx.strokeStyle = token('--line-strong');
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(at, bbox.top + 20 * ratio);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.font = canvasFont(12.5 * ratio);
    const half = ctx.measureText(label).width / 2;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'top';
    const centre = Math.min(Math.max(at, bbox.left + half), bbox.left + bbox.width - half);
    ctx.fillStyle = token('--surface');
    ctx.fillRect(centre - half - 2 * ratio, bbox.top + 2 * ratio, 2 * half + 4 * ratio, 17 * ratio);
    ctx.fillStyle = token('--ink-3');
    ctx.fillText(label, centre, bbox.top + 4 * ratio);
  }
}
