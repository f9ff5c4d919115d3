import { describe, expect, it } from 'vitest';
import type { AlertRule } from './api';
import { draftOf, newDraft, wishOf } from './lib/draft';

const ZONE = 'America/Chicago';
const RULE: AlertRule = {
  id: 1,
  kind: 'usage_above',
  sentence: 'Tell me …',
  scope: 'meter',
  organization_id: null,
  meter: '71007919',
  limit_hours: null,
  limit_w: 120_500,
  limit_day_wh: null,
  limit_percent: null,
  limit_mb: null,
  limit_min: null,
  window_min: 30,
  channel: 'email',
  webhook_url: null,
  quiet: { from_min: 1320, to_min: 425, time_zone: ZONE },
  is_on: false,
  created: '2026-07-12T00:00:00Z',
  told: null,
  lasting: 0,
};

describe('an alert in the form', () => {
  it('shows kilowatts and clocks for watts and minutes', () => {
    const draft = draftOf(RULE, 'Etc/UTC');
    expect([draft.amount, draft.window, draft.from, draft.to, draft.zone]).toEqual(['120.5', '30', '22:00', '07:05', ZONE]);
  });

  it('comes back as it was', () => {
    expect(wishOf(draftOf(RULE, 'Etc/UTC'), false)).toEqual({
      scope: 'meter',
      meter: '71007919',
      organization_id: null,
      limit_w: 120_500,
      window_min: 30,
      channel: 'email',
      webhook_url: null,
      quiet: RULE.quiet,
      is_on: false,
    });
  });

  it('sends nothing for a limit that is no number, so that the server says what is missing', () => {
    expect(wishOf({ ...newDraft('data_missing', ZONE), amount: 'a day' }, true)).toMatchObject({ kind: 'data_missing', limit_hours: null });
  });

  it('of the portal has its scope', () => {
    expect(wishOf(newDraft('disk_low', ZONE), true)).toMatchObject({ scope: 'portal', limit_percent: 10 });
  });
});
