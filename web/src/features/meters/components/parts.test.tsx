import { MantineProvider } from '@mantine/core';
import { act, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { HoverStore } from '@/components/charts/hover';
import { Zone } from '@/lib/time';
import type { MeterPage } from '../hooks/useMeterPage';
import { anEvent, anOverview, aSeries, HALF_HOUR, JUNE_20, someTotals } from '../testing';
import { EventBanner, nextEvent } from './EventBanner';
import { Figures } from './Figures';
import { KeyboardChart } from './KeyboardChart';
import { Readout } from './Readout';
import ReadingsTable from './ReadingsTable';
import { StripHandle } from './StripHandle';

const chicago = new Zone('America/Chicago');
const within = (children: ReactNode) => render(<MantineProvider>{children}</MantineProvider>);
const page = { covered: { from: JUNE_20, to: JUNE_20 + 86_400 }, zone: chicago } as MeterPage;

describe('the read-out', () => {
  const show = (actual: (number | null)[], predicted: (number | null)[]) => {
    const hover = new HoverStore();
    render(<Readout series={aSeries(actual, predicted)} compare={null} compared="none" unit="kW" zone={chicago} hover={hover} />);
    return { hover, words: () => screen.getByTestId('readout').textContent };
  };

  it('shows the latest reading until something is pointed at', () => {
    const { hover, words } = show([1000, 2000, null], [1500, 1800, 1900]);
    expect(words()).toContain('12:30–1:00 AM');
    expect(words()).toContain('Actual 4.00 kW');
    act(() => { hover.set(JUNE_20 + 60); });
    expect(words()).toContain('Actual 2.00 kW');
    expect(words()).toContain('1.00 kW below (33 %)');
  });

  it('says that a reading is missing, or not there yet', () => {
    const { hover, words } = show([1000, null, 1000, null], [1, 1, 1, 1]);
    act(() => { hover.set(JUNE_20 + HALF_HOUR); });
    expect(words()).toContain('No reading for this interval');
    act(() => { hover.set(JUNE_20 + 3 * HALF_HOUR); });
    expect(words()).toContain('No reading yet');
  });

  it('calls negative power fed back', () => {
    expect(show([-2500], [1000]).words()).toContain('\u22125.00 kW (fed back)');
  });
});

describe('the figures', () => {
  const totals = someTotals({ actual_intervals: 48, expected_intervals: 48, compared_intervals: 48, participating_intervals: 30, compared_predicted_wh: 100_000, net_wh: 2100, saved_wh: 5000, saved_dollars: '0.50' });

  it('put the net first, as less or more than predicted', () => {
    within(<Figures data={anOverview([1000], [1100], { totals })} page={page} />);
    const net = screen.getByRole('group', { name: 'Net against prediction' });
    expect(net.textContent).toContain('\u22122.10kWh');
    expect(net.textContent).toContain('2 % less than predicted');
  });

  it('warn of savings and participation where there was no event', () => {
    within(<Figures data={anOverview([1000], [1100], { totals })} page={page} />);
    expect(screen.getByRole('note').textContent).toContain('No response event in this period');
  });

  it('do not warn where there was one', () => {
    within(<Figures data={anOverview([1000], [1100], { totals, events: [anEvent()] })} page={page} />);
    expect(screen.queryByRole('note')).toBeNull();
  });

  it('say how they are computed', async () => {
    within(<Figures data={anOverview([1000], [1100], { totals })} page={page} />);
    await userEvent.click(screen.getByRole('button', { name: 'How “Saved” is computed' }));
    expect(await screen.findByText(/times the credit factor of \$0\.10 per kWh/)).toBeDefined();
  });
});

describe('the chart’s keyboard', () => {
  const show = () => {
    const calls = { onZoom: vi.fn(), onTable: vi.fn(), onWhole: vi.fn() };
    const chart = { current: { pointAt: vi.fn(), canvas: () => null } };
    render(
      <KeyboardChart series={aSeries([1000, 2000, 3000, null], [1, 2, 3, 4])} unit="kW" zone={chicago} hover={new HoverStore()} chart={chart} {...calls}>
        <div />
      </KeyboardChart>,
    );
    const slider = screen.getByRole('slider');
    return { ...calls, chart: chart.current, slider, press: (key: string) => fireEvent.keyDown(slider, { key }) };
  };

  it('starts at the latest reading and reads one interval at a time', () => {
    const { slider, press, chart } = show();
    expect(slider.getAttribute('aria-valuenow')).toBe('2');
    press('ArrowLeft');
    expect(slider.getAttribute('aria-valuetext')).toBe('Fri, Jun 20, 12:30–1:00 AM, Actual 4.00 kW, Predicted 0.00 kW');
    expect(chart.pointAt).toHaveBeenLastCalledWith(JUNE_20 + HALF_HOUR);
  });

  it('goes to the ends and no further', () => {
    const { slider, press } = show();
    press('End');
    press('ArrowRight');
    expect(slider.getAttribute('aria-valuenow')).toBe('3');
    press('Home');
    press('ArrowLeft');
    expect(slider.getAttribute('aria-valuenow')).toBe('0');
  });

  it('zooms about the reading, shows the table and the whole', () => {
    const { press, onZoom, onTable, onWhole } = show();
    press('+');
    press('-');
    press('t');
    press('Escape');
    expect(onZoom.mock.calls).toEqual([[0.5, JUNE_20 + 2 * HALF_HOUR], [2, JUNE_20 + 2 * HALF_HOUR]]);
    expect(onTable).toHaveBeenCalledOnce();
    expect(onWhole).toHaveBeenCalledOnce();
  });
});

describe('a handle of the range', () => {
  it('takes arrow keys within its limits', () => {
    const onMove = vi.fn();
    render(<StripHandle label="Start" side="start" position="10%" value={5} limits={[0, 8]} say={(day) => `day ${day}`} onMove={onMove} drag={{ onPointerDown: vi.fn() }} />);
    const handle = screen.getByRole('slider', { name: 'Start' });
    expect(handle.getAttribute('aria-valuetext')).toBe('day 5');
    for (const key of ['ArrowRight', 'PageUp', 'Home']) fireEvent.keyDown(handle, { key });
    expect(onMove.mock.calls).toEqual([[6], [8], [0]]);
  });
});

describe('the banner', () => {
  const tomorrow = anEvent({ id: 2, start: '2025-06-21T20:00:00Z', end: '2025-06-21T22:00:00Z' });
  const later = anEvent({ id: 3, start: '2025-07-01T20:00:00Z', end: '2025-07-01T22:00:00Z' });

  it('announces the next event that is not over', () => {
    expect(nextEvent([later, tomorrow, anEvent()], JUNE_20 + 20 * 3600)?.id).toBe(2);
    expect(nextEvent([anEvent()], JUNE_20 + 20 * 3600)).toBeUndefined();
  });

  it('names day, hours and target', () => {
    vi.useFakeTimers({ now: (JUNE_20 + 20 * 3600) * 1000 });
    render(<EventBanner events={[tomorrow]} zone={chicago} />);
    expect(screen.getByRole('status').textContent).toBe('Response event tomorrow, Sat, Jun 21, 3:00–5:00 PM. Your target is 50 kW below prediction.');
    vi.useRealTimers();
  });
});

describe('the table twin', () => {
  it('keeps only the rows in sight in the page', () => {
    const wh = Array.from({ length: 17_520 }, (_, i) => i);
    render(<ReadingsTable series={aSeries(wh, wh)} unit="kW" zone={chicago} />);
    expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('17521');
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
  });

  it('sorts by the column that is pressed', async () => {
    render(<ReadingsTable series={aSeries([1000, 3000, 2000], [1, 1, 1])} unit="kW" zone={chicago} />);
    await userEvent.click(screen.getByRole('button', { name: 'Actual, kW' }));
    expect(screen.getAllByRole('cell')[1].textContent).toBe('6.00');
    expect(screen.getByRole('columnheader', { name: 'Actual, kW' }).getAttribute('aria-sort')).toBe('descending');
  });
});
