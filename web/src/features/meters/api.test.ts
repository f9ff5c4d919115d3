import { describe, expect, it } from 'vitest';
import { csvLink } from './api';
import { backoff } from './hooks/useLive';
import { draggedWindow } from './hooks/useStripDrag';
import { JUNE_20 } from './testing';

describe('the CSV link', () => {
  it('asks for exactly the range shown', () => {
    const url = new URL(csvLink('71007919', { from: JUNE_20, to: JUNE_20 + 3600 }), 'https://portal.example');
    expect(url.pathname).toBe('/api/data/export');
    expect(Object.fromEntries(url.searchParams)).toEqual({ meter: '71007919', from: '2025-06-20T05:00:00Z', to: '2025-06-20T06:00:00Z' });
  });
});

describe('the wait before reconnecting', () => {
  it('doubles up to a minute, with chance around it', () => {
    expect([0, 1, 2, 10].map((attempt) => backoff(attempt, 0.5))).toEqual([1000, 2000, 4000, 60_000]);
    expect(backoff(3, 0)).toBe(6000);
    expect(backoff(3, 1)).toBe(10_000);
  });
});

describe('dragging the range', () => {
  const window = { from: 10, to: 20 };

  it('moves one end up to the other', () => {
    expect(draggedWindow(window, 'from', 50, 100)).toEqual({ from: 20, to: 20 });
    expect(draggedWindow(window, 'to', 200, 100)).toEqual({ from: 10, to: 99 });
  });

  it('moves the whole without changing its width', () => {
    expect(draggedWindow(window, 'window', -30, 100)).toEqual({ from: 0, to: 10 });
    expect(draggedWindow(window, 'window', 95, 100)).toEqual({ from: 89, to: 99 });
  });
});
