import type { KeyboardEvent, PointerEventHandler } from 'react';
import classes from './RangeStrip.module.css';

interface StripHandleProps {
  label: string;
  side: 'start' | 'end';
  position: string;
  value: number;
  limits: [number, number];
  say: (day: number) => string;
  onMove: (day: number) => void;
  drag: { onPointerDown: PointerEventHandler };
}

const WEEK = 7;
const MONTH = 30;

/** One end of the range. Arrows move it a day, with Shift a week, Page keys a month. */
export function StripHandle({ label, side, position, value, limits, say, onMove, drag }: StripHandleProps) {
  const [least, most] = limits;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.shiftKey ? WEEK : 1;
    const targets: Partial<Record<string, number>> = {
      ArrowRight: value + step,
      ArrowUp: value + step,
      ArrowLeft: value - step,
      ArrowDown: value - step,
      PageUp: value + MONTH,
      PageDown: value - MONTH,
      Home: least,
      End: most,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const next = Math.max(least, Math.min(most, target));
    if (next !== value) onMove(next);
  };
  return (
    <div
      className={`${classes.handle} ${classes[side]}`}
      style={{ left: position }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={value}
      aria-valuetext={say(value)}
      onKeyDown={onKeyDown}
      {...drag}
    />
  );
}
