import { useEffect, useRef } from 'react';
import type { MeterData } from '@/api/types';
import { token } from '@/components/charts/canvas';
import type { DayWindow } from './RangeStrip';

interface StripCanvasProps {
  daily: MeterData['daily'];
  count: number;
  window: DayWindow;
  events: number[];
  scheme: string;
}

const HEIGHT = 44;
const PAD = 4;

function paint(canvas: HTMLCanvasElement, { daily, count, window, events }: StripCanvasProps): void {
  const ratio = devicePixelRatio;
  const width = canvas.clientWidth * ratio;
  const height = HEIGHT * ratio;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return;
  const x = (day: number): number => (day / count) * width;
  const values = daily.actual_wh;
  const most = values.reduce<number>((max, wh) => Math.max(max, wh ?? 0), 1);
  const y = (wh: number): number => height - (Math.max(0, wh) / most) * (height - PAD * ratio);
  context.fillStyle = token('--actual');
  context.globalAlpha = 0.32;
  values.forEach((wh, day) => {
    if (wh !== null) context.fillRect(x(day), y(wh), Math.max(ratio, x(day + 1) - x(day)) + 0.4, height - y(wh));
  });
  context.globalAlpha = 1;
  context.fillStyle = token('--event');
  for (const day of events) if (day >= 0 && day < count) context.fillRect(x(day + 0.5) - 1.5 * ratio, 0, 3 * ratio, height);
  context.fillStyle = token('--surface');
  context.globalAlpha = 0.6;
  context.fillRect(0, 0, x(window.from), height);
  context.fillRect(x(window.to + 1), 0, width, height);
}

export function StripCanvas(props: StripCanvasProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return undefined;
    const draw = (): void => {
      paint(canvas, props);
    };
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(canvas);
    return () => {
      observer.disconnect();
    };
  }, [props]);
  return <canvas ref={ref} aria-hidden="true" />;
}
