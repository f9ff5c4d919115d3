import { useEffect, useRef, type RefObject } from 'react';
import type uPlot from 'uplot';

interface Range {
  from: number;
  to: number;
}

const WHEEL_SPEED = 0.0022;
const SETTLE_MILLISECONDS = 180;

/** The range after zooming by `factor` (below 1: closer) about an instant that stays where it is. */
export const zoomAbout = (range: Range, at: number, factor: number): Range => ({
  from: at - (at - range.from) * factor,
  to: at + (range.to - at) * factor,
});

/**
 * Wheel with Ctrl or Cmd, and two fingers. The plot follows at once; the range is reported when the hand rests, so that one gesture is
 * one step in the address and one question to the server.
 */
export function useZoomGestures(
  host: RefObject<HTMLDivElement | null>,
  plot: RefObject<uPlot | null>,
  onZoom: (range: Range) => void,
): void {
  const report = useRef(onZoom);
  useEffect(() => {
    report.current = onZoom;
  });

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let pinch: { at: number; distance: number; range: Range } | null = null;
    const fingers = new Map<number, number>();

    const shown = (u: uPlot): Range => ({ from: u.scales.x.min ?? 0, to: u.scales.x.max ?? 0 });
    const instantAt = (u: uPlot, clientX: number): number => u.posToVal(clientX - u.over.getBoundingClientRect().left, 'x');
    const show = (u: uPlot, range: Range): void => {
      u.setScale('x', { min: range.from, max: range.to });
      clearTimeout(timer);
      timer = setTimeout(() => {
        report.current(range);
      }, SETTLE_MILLISECONDS);
    };
    const onWheel = (event: WheelEvent): void => {
      const u = plot.current;
      if (!u || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      show(u, zoomAbout(shown(u), instantAt(u, event.clientX), Math.exp(event.deltaY * WHEEL_SPEED)));
    };
    const onDown = (event: PointerEvent): void => {
      if (event.pointerType !== 'touch') return;
      fingers.set(event.pointerId, event.clientX);
      const u = plot.current;
      if (!u || fingers.size !== 2) return;
      const [a, b] = [...fingers.values()];
      pinch = { at: instantAt(u, (a + b) / 2), distance: Math.max(20, Math.abs(a - b)), range: shown(u) };
    };
    const onMove = (event: PointerEvent): void => {
      const u = plot.current;
      if (!u || !fingers.has(event.pointerId)) return;
      fingers.set(event.pointerId, event.clientX);
      if (fingers.size === 1) {
        const box = u.over.getBoundingClientRect();
        u.setCursor({ left: event.clientX - box.left, top: event.clientY - box.top });
      } else if (pinch) {
        const [a, b] = [...fingers.values()];
        show(u, zoomAbout(pinch.range, pinch.at, pinch.distance / Math.max(20, Math.abs(a - b))));
      }
    };
    const onUp = (event: PointerEvent): void => {
      fingers.delete(event.pointerId);
      if (fingers.size < 2) pinch = null;
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', onUp);
    return () => {
      clearTimeout(timer);
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', onUp);
    };
  }, [host, plot]);
}
