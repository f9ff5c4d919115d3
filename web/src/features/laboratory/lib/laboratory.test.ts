import { describe, expect, it } from 'vitest';
import { Zone } from '@/lib/time';
import type { Laboratory, Trial } from '../api';
import { dayPeaks } from './days';
import { rankedTrials, whyLeftOut } from './trials';
import { addressOf, draftOf, wishOf } from './wish';

const aTrial = (id: string, error: number | null, coverage = 1): Trial => ({
  id, name: id, source: '', to_be_confirmed: '', median_relative_rmse: error, portfolio_nmbe: 0, share_under_20: 1, coverage, windows: [],
});
const aLaboratory: Laboratory = {
  from: '2025-01-01', to: '2025-02-01', windows: ['15:00-17:00'], meters: ['1'], meters_left_out: 0, current_method: 'a',
  methods: [aTrial('a', 0.2), aTrial('contract', 0.01), aTrial('b', 0.1), aTrial('late', null, 0.1)],
  recommendation: { method: 2, runner_up: 0, equals: [2], left_out: [1, 3], reason: '' },
};

describe('methods', () => {
  it('stand by their error, and those left out at the end however small theirs is', () => {
    expect(rankedTrials(aLaboratory).map(({ id }) => id)).toEqual(['b', 'a', 'contract', 'late']);
  });

  it('are marked as recommended and as current', () => {
    const [best, second] = rankedTrials(aLaboratory);
    expect([best?.isRecommended, best?.isCurrent, second?.isRecommended, second?.isCurrent]).toEqual([true, false, false, true]);
  });

  it('say why they are left out', () => {
    expect(rankedTrials(aLaboratory).map(whyLeftOut)).toEqual([null, null, 'noEstimate', 'tooFew']);
  });
});

describe('the address', () => {
  it('holds what was asked, and gives it back', () => {
    const draft = { program: '3', from: '2025-01-01', to: '2025-02-01', windows: '14:00-16:00,17:00-18:00', days: 'all' as const };
    expect(draftOf(addressOf(draft))).toEqual(draft);
  });

  it('is empty for what the server takes anyway', () => {
    expect(addressOf(draftOf(new URLSearchParams())).toString()).toBe('');
  });

  it('forgives spaces and long dashes in hours, and days that there are not', () => {
    const asked = addressOf({ ...draftOf(new URLSearchParams()), windows: '14:00 – 16:00' });
    expect(wishOf(asked).windows).toBe('14:00-16:00');
    expect(wishOf(new URLSearchParams('days=never')).days).toBe('weekdays');
  });
});

describe('the peaks of days', () => {
  it('are of the local day, and leave out hours that are not known', () => {
    const zone = new Zone('America/Chicago');
    const start = zone.startOf('2025-06-02');
    const hours = [...Array<number | null>(24).fill(5), 7, null];
    hours[3] = 9;
    expect(dayPeaks(start, hours, zone)).toEqual([
      { day: '2025-06-02', start: start + 3 * 3600, kw: 9 },
      { day: '2025-06-03', start: start + 24 * 3600, kw: 7 },
    ]);
  });
});
