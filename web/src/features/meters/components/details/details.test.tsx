import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import type { Finding, Portmanteau } from '@/api/types';
import { Zone } from '@/lib/time';
import { whenOf } from './AnomaliesCard';
import { memory } from './CorrelationCards';
import { TableTwin } from './TableTwin';
import { text } from './text';

const chicago = new Zone('America/Chicago');
const aFinding = (change: Partial<Finding>): Finding => ({
  from: '2025-06-20T21:30:00Z',
  to: '2025-06-20T22:00:00Z',
  interval_s: 1800,
  intervals: 1,
  kind: 'spike',
  remedy: 'correct-reading',
  observed_kw: 360,
  usual_kw: 12,
  factor: 30,
  ...change,
});

describe('A finding', () => {
  test('of one day is told with its hours, a longer one with its days', () => {
    expect(whenOf(aFinding({}), chicago)).toMatch(/20.*,/);
    expect(whenOf(aFinding({ to: '2025-06-23T05:00:00Z' }), chicago)).toMatch(/20.*–.*22/); // midnight of the 23rd is not in it
  });
  test('names what was seen and what is usual', () => {
    expect(text.evidence(aFinding({}))).toBe('Up to 360 kW, where 12.0 kW is usual.');
    expect(text.evidence(aFinding({ kind: 'gap', observed_kw: null, intervals: 3 }))).toBe(
      '3 intervals without a reading; 12.0 kW is usual at these times.',
    );
    expect(text.evidence(aFinding({ kind: 'tenth', observed_kw: 1.2, factor: 0.1, intervals: 400 }))).toContain('0.10 times as much');
  });
  test('that is unknown in part says so', () => {
    expect(text.evidence(aFinding({ usual_kw: null }))).toContain('an unknown load');
  });
});

describe('The test of all lags together', () => {
  const withP = (p_value: number): Portmanteau => ({
    range: { from: '', to: '' },
    interval_s: 900,
    n: 96,
    ljung_box: { statistic: 40, lags: 96, p_value },
    dickey_fuller: null,
  });
  test('is told in plain words', () => {
    expect(memory(withP(0.0000001))).toContain('is ruled out');
    expect(memory(withP(0.4))).toContain('could be chance');
    expect(memory(undefined)).toBe('');
    expect(memory({ ...withP(1), ljung_box: null })).toBe('');
  });
});

test('The table of a chart is made when it is asked for', async () => {
  let made = 0;
  const twin = () => {
    made += 1;
    return { caption: 'Load', columns: ['Hour', 'kW'], rows: [['0:00', '1.5'], ['1:00', '2.5']] };
  };
  render(<TableTwin twin={twin} />);
  expect(made).toBe(0);
  await userEvent.click(screen.getByText('Show as table'));
  expect(await screen.findByRole('rowheader', { name: '1:00' })).toBeTruthy();
  expect(screen.getByRole('cell', { name: '2.5' })).toBeTruthy();
});
