import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logIn, settled, startPortal, type Portal } from './portal';

const METER = 'ODD-1';
const FIRST = Date.UTC(2026, 2, 2, 6) / 1000; // Monday 2 March 2026, midnight in Chicago
const DAYS = 60;
const QUARTER = 900;

/** 8 kWh by day, 2 kWh at night; from day 30 to 40 at a tenth; a spike on day 50. */
function readings(): string {
  const rows = ['meter_id,timestamp,actual_wh'];
  for (let i = 0; i < DAYS * 96; i += 1) {
    const day = Math.floor(i / 96);
    const slot = i % 96;
    const usual = (slot >= 32 && slot < 72 ? 8000 : 2000) + ((i * 7919) % 400);
    const seen = day >= 30 && day < 40 ? Math.round(usual / 10) : i === 50 * 96 + 40 ? 250_000 : usual;
    rows.push(`${METER},${new Date((FIRST + i * QUARTER) * 1000).toISOString()},${seen}`);
  }
  return `${rows.join('\n')}\n`;
}

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
  await portal.send(readings());
});
afterAll(async () => {
  await portal.stop();
});

const PERIOD = '&scale=custom&from=2026-03-02&to=2026-04-30';

async function openDetails(page: Page): Promise<void> {
  await logIn(page, portal.base, 'admin@demo.example');
  await page.goto(`${portal.base}/meters?meter=${METER}&details=1${PERIOD}`);
  await page.getByRole('heading', { name: /of readings look/ }).waitFor();
  await settled(page);
}

describe('More details of a meter', () => {
  test('tell what looks wrong, with evidence and a suggestion, and mark it on the chart', async () => {
    const { page, context, complaints } = await portal.open();
    await openDetails(page);
    const card = page.getByRole('region', { name: /stretches of readings look odd/ });
    const tenth = card.getByRole('row', { name: /About a tenth of the usual/ });
    expect(await tenth.innerText()).toContain('Apr 1 – Apr 11');
    expect(await tenth.innerText()).toContain('import the stretch again at ten times the values');
    expect(await card.getByRole('row', { name: /A spike/ }).innerText()).toContain('1,000 kW');
    expect(await page.getByText(/stretches of readings look odd \(bracket above the line\)/).count()).toBe(1);

    await tenth.getByRole('button').click();
    await page.waitForURL(/zoom=/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('are reached from the import that brought the odd readings', async () => {
    const { page, context } = await portal.open();
    await logIn(page, portal.base, 'admin@demo.example');
    await page.goto(`${portal.base}/imports`);
    await page.getByRole('button', { name: 'Look for odd readings in tick.csv' }).first().click({ timeout: 15000 });
    const row = page.getByRole('table', { name: 'Odd readings of this import' }).getByRole('row', { name: /A spike/ });
    await row.waitFor({ timeout: 15000 });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await row.getByRole('link').click();
    await page.waitForURL(/meters\?meter=ODD-1/);
    await context.close();
  });

  test('have a sentence, an explanation and a table beside each chart', async () => {
    const { page, context } = await portal.open();
    await openDetails(page);
    for (const title of [/peak around/, /always there/, /Half the time/, /daily rhythm/, /last reading|next reading/]) {
      const card = page.getByRole('region', { name: title });
      expect(await card.getByText('How to read this').count()).toBe(1);
      await card.getByText('Show as table').click();
      await card.getByRole('rowheader').first().waitFor();
      expect(await card.getByRole('rowheader').count()).toBeGreaterThan(3);
    }
    const usual = page.getByRole('region', { name: /peak around/ });
    await usual.getByRole('radio', { name: 'Sundays' }).check();
    expect(await usual.innerText()).toMatch(/over \d Sundays/);
    await context.close();
  });

  test.each([1440, 390])('please axe in light and dark at %d px', async (width) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, context } = await portal.open({ viewport: { width, height: 900 }, colorScheme });
      await openDetails(page);
      for (const twin of await page.getByText('Show as table').all()) await twin.click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      if (process.env.DRP_SHOTS) await page.screenshot({ path: `${process.env.DRP_SHOTS}/details-${width}-${colorScheme}.png`, fullPage: true });
      await context.close();
    }
  });
});
