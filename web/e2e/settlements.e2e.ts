/** What comes of an event: settled, derived, printed, and summed up. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logIn, settled, startPortal, type Portal } from './portal';
import { ADMIN, ask, expectAccessible, MEMBER, openAt, PATIENCE, press } from './programme';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});

interface Settlements {
  settlements: { id: number; totals: { credit: string; lines: number } }[];
}

describe('After an event', () => {
  test('it is settled, every figure is derived, and the statement is printed', async () => {
    const { page, context, complaints } = await openAt(portal, ADMIN, '/events?state=done');
    await page.getByRole('link', { name: /^Summer peak/ }).first().click();
    await page.getByRole('button', { name: 'Settle', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/The settlement is a record and never changes/).waitFor();
    await dialog.getByRole('button', { name: 'Settle', exact: true }).click();
    await page.getByText('The event is settled: version 1.').waitFor(PATIENCE);
    await expect.poll(() => page.locator('[aria-current=step]').innerText(), PATIENCE).toMatch(/^Settled/);
    const event = new URL(page.url()).pathname;
    const { settlements } = await ask<Settlements>(portal, page, `/api${event}/settlements`);
    const [made] = settlements;
    if (!made) throw new Error('there is no settlement');
    const credit = `$${made.totals.credit.replace(/\B(?=(\d{3})+\.)/g, ',')}`;
    expect(await page.locator('dl > div', { hasText: 'Credits paid' }).locator('dd').innerText()).toContain(credit);

    await page.getByRole('link', { name: 'Lines and derivations' }).click();
    await settled(page);
    await page.getByRole('button', { name: 'Credit', exact: true }).click();
    await expect.poll(() => page.getByRole('columnheader', { name: 'Credit' }).getAttribute('aria-sort')).toBe('descending');
    await press(page, /^How the credit of meter .* was computed$/, 'link');
    await page.getByRole('heading', { name: 'Baseline' }).waitFor();
    for (const step of ['Days', 'Use during the event', 'Performance', 'Credit']) await page.getByRole('heading', { name: step, exact: true }).waitFor();
    await page.getByText(/^Rounded once, half to even: /).waitFor();

    await page.goto(`${portal.base}/settlements/${made.id}/statement`);
    await settled(page);
    const customers = page.getByRole('combobox', { name: 'Customer' });
    await customers.selectOption({ label: 'Sample Valley Schools' });
    await expect.poll(() => page.locator('article').count()).toBe(1);
    await page.getByText('drp settle --verify FILE').waitFor();
    for (const format of ['A4', 'Letter'] as const) {
      const pdf = await page.pdf({ format });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect(pdf.length).toBeGreaterThan(10_000);
    }
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });

    await page.goto(portal.base + event);
    await settled(page);
    await page.getByRole('button', { name: 'Settle again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Settle again' }).click();
    await page.getByText('Say why it is settled again.').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a member sees its own result and statement, and nobody else’s', async () => {
    const { page, context, complaints } = await openAt(portal, MEMBER, '/events?state=settled');
    await page.getByRole('link', { name: /^Summer peak/ }).first().click();
    await page.getByRole('heading', { name: 'What came of it' }).waitFor();
    await page.getByText(/of the nomination/).first().waitFor();
    expect(await page.getByText('Wholesale cost avoided').count()).toBe(0);
    await page.getByRole('link', { name: 'Statement', exact: true }).click();
    await settled(page);
    await expect.poll(() => page.locator('article').count()).toBe(1);
    expect(await page.locator('article').innerText()).toContain('Sample Valley Schools');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('the season sets what was paid against what was avoided', async () => {
    const { page, context } = await openAt(portal, ADMIN, '/programs');
    await page.getByRole('link', { name: 'Peak days' }).click();
    await page.getByRole('link', { name: 'Season' }).click();
    await settled(page);
    await page.getByLabel('From').fill('2024-01-01');
    await page.getByLabel('Up to and including').fill('2030-12-31');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/from=2024-01-01/);
    await page.getByRole('img', { name: /^Credits paid and cost avoided, event by event\. 1 settled event/ }).waitFor();
    await page.getByText(/over and not settled yet/).waitFor();
    await context.close();
  });
});

describe.each([1440, 390])('At %d px', (width) => {
  test.each(['light', 'dark'] as const)('axe finds nothing on any of these pages in %s colours', async (colorScheme) => {
    const { page, context } = await portal.open({ viewport: { width, height: 844 }, colorScheme });
    await logIn(page, portal.base, ADMIN);
    const { rows } = await ask<{ rows: { id: number }[] }>(portal, page, '/api/events?state=settled');
    const event = rows[0]?.id ?? 0;
    const { settlements } = await ask<Settlements>(portal, page, `/api/events/${event}/settlements`);
    const settlement = settlements[0]?.id ?? 0;
    const lines = await ask<{ rows: { meter_id: string }[] }>(portal, page, `/api/settlements/${settlement}/lines?page_size=1`);
    await expectAccessible(portal, page, [
      `/events/${event}`,
      `/settlements/${settlement}`,
      `/settlements/${settlement}/lines/${lines.rows[0]?.meter_id}`,
      `/settlements/${settlement}/statement`,
      '/programs/1/season?from=2024-01-01&to=2030-12-31',
    ]);
    await context.close();
  });
});
