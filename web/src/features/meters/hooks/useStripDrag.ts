import type { PointerEvent, RefObject } from 'react';
import type { DayWindow } from '../components/RangeStrip';

type Part = 'from' | 'to' | 'window';

interface StripDragProps {
  host: RefObject<HTMLElement | null>;
  count: number;
  window: DayWindow;
  onPreview: (window: DayWindow) => void;
  onCommit: (window: DayWindow) => void;
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));

/** The window after its part was dragged by so many days. */
export function draggedWindow(window: DayWindow, part: Part, days: number, count: number): DayWindow {
  if (part === 'from') return { ...window, from: clamp(window.from + days, 0, window.to) };
  if (part === 'to') return { ...window, to: clamp(window.to + days, window.from, count - 1) };
  const moved = clamp(days, -window.from, count - 1 - window.to);
  return { from: window.from + moved, to: window.to + moved };
}

/** Dragging either handle, or the window between them. The range is taken over when the hand lets go. */
export function useStripDrag({ host, count, window, onPreview, onCommit }: StripDragProps) {
  const start = (part: Part) => (event: PointerEvent) => {
    const element = host.current;
    if (!element || event.button !== 0) return;
    event.stopPropagation();
    const begin = event.clientX;
    const width = element.clientWidth;
    let latest = window;
    const move = (next: globalThis.PointerEvent): void => {
      latest = draggedWindow(window, part, Math.round(((next.clientX - begin) / width) * count), count);
      onPreview(latest);
    };
    const end = (): void => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', end);
      removeEventListener('pointercancel', end);
      if (latest !== window) onCommit(latest);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', end);
    addEventListener('pointercancel', end);
  };
  return { track: { onPointerDown: start('window') }, handle: (part: 'from' | 'to') => ({ onPointerDown: start(part) }) };
}
