import { describe, expect, it } from 'vitest';
import { toIso, Zone } from '@/lib/time';
import { periodOf, rangeOf, readView, step, writeView, zoomTo, type View } from './view';

const chicago = new Zone('America/Chicago');
const read = (address: string): View => readView(new URLSearchParams(address));
const LATEST = '2025-06-20';

describe('the address', () => {
  it('restores every view that it was written from', () => {
    const views: View[] = [
      read(''),
      { organisation: 3, meter: '71007919', scale: '7d', end: '2025-06-01', days: null, zoom: [1_750_395_600, 1_750_399_200], compare: 'year', unit: 'kWh', hasTable: true, hasDetails: true },
      { ...read(''), scale: 'custom', days: ['2025-03-01', '2025-03-31'], compare: 'previous' },
    ];
    for (const view of views) expect(readView(writeView(view))).toEqual(view);
  });

  it('is empty for the view that everyone starts with', () => {
    expect(writeView(read('')).toString()).toBe('');
  });

  it('leaves out what makes no sense', () => {
    const view = read('org=abc&meter=../etc&scale=decade&end=2025-02-30&from=2025-06-20&to=2025-06-01&zoom=now_then&compare=x&unit=MW');
    expect(view).toEqual(read(''));
  });

  it('means a custom period when it names two days', () => {
    expect(read('from=2025-06-01&to=2025-06-20')).toMatchObject({ scale: 'custom', days: ['2025-06-01', '2025-06-20'] });
  });
});

describe('the period', () => {
  const days = (address: string) => {
    const { from, to } = periodOf(read(address), LATEST, chicago);
    return [chicago.dayOf(from), chicago.dayOf(to - 1)];
  };

  it('ends with the latest day unless the address says otherwise', () => {
    expect(days('')).toEqual(['2025-05-22', LATEST]);
    expect(days('scale=day')).toEqual([LATEST, LATEST]);
    expect(days('scale=7d&end=2025-06-10')).toEqual(['2025-06-04', '2025-06-10']);
    expect(days('scale=12m')).toEqual(['2024-06-21', LATEST]);
  });

  it('begins and ends at local midnight, over a clock change too', () => {
    const { from, to } = periodOf(read('from=2025-03-09&to=2025-03-09'), LATEST, chicago);
    expect([toIso(from), toIso(to)]).toEqual(['2025-03-09T06:00:00Z', '2025-03-10T05:00:00Z']);
  });

  it('is what is shown unless the chart was zoomed', () => {
    expect(rangeOf(read(''), LATEST, chicago)).toEqual(periodOf(read(''), LATEST, chicago));
    expect(rangeOf(read('zoom=2025-06-17T10:00:00Z_2025-06-17T22:00:00Z'), LATEST, chicago).from).toBe(1_750_154_400);
  });
});

describe('stepping', () => {
  it('moves by the length of the period', () => {
    expect(step(read('scale=7d'), -1, LATEST).end).toBe('2025-06-13');
    expect(step(read('from=2025-06-01&to=2025-06-10'), 1, LATEST).days).toEqual(['2025-06-11', '2025-06-20']);
  });

  it('follows the meter again once it is back at the latest day', () => {
    expect(step(step(read('scale=7d'), -1, LATEST), 1, LATEST).end).toBeNull();
  });

  it('moves a zoomed part by its own width', () => {
    expect(step({ ...read(''), zoom: [1000, 4600] }, -1, LATEST).zoom).toEqual([-2600, 1000]);
  });
});

describe('zooming', () => {
  const period = { from: 0, to: 86_400 };
  const limits = { from: -86_400, to: 86_400 };

  it('stays inside of what there is', () => {
    expect(zoomTo(read(''), { from: -200_000, to: 0 }, limits, period).zoom).toEqual([-86_400, 86_400]);
    expect(zoomTo(read(''), { from: 80_000, to: 90_000 }, limits, period).zoom?.[1]).toBe(86_400);
  });

  it('never comes closer than an hour', () => {
    const zoom = zoomTo(read(''), { from: 10_000, to: 10_060 }, limits, period).zoom;
    expect(zoom && zoom[1] - zoom[0]).toBe(3600);
  });

  it('is gone when the whole period is shown', () => {
    expect(zoomTo({ ...read(''), zoom: [1, 2] }, period, limits, period).zoom).toBeNull();
  });
});
