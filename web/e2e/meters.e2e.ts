import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { figuresOf, numberIn, parseExport, type Row } from './readings';
import { logIn, settled, startPortal, type Portal } from './portal';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});

const figure = (page: Page, name: string) => page.getByRole('group', { name, exact: true });
const meterIn = (page: Page): string => new URL(page.url()).searchParams.get('meter') ?? '';

/** The meter that the page shows, through the same session. */
async function shownMeter(page: Page): Promise<string> {
  const inAddress = meterIn(page);
  if (inAddress) return inAddress;
  const answer = await page.request.get(`${portal.base}/api/vis/?points=16`);
  return ((await answer.json()) as { meter: { id: string } }).meter.id;
}

async function exported(page: Page, meter: string, from = '', to = ''): Promise<Row[]> {
  const range = from ? `&from=${from}&to=${to}` : '';
  const answer = await page.request.get(`${portal.base}/api/data/export?meter=${meter}${range}`);
  expect(answer.status()).toBe(200);
  return parseExport(await answer.text());
}

describe('A participant', () => {
  test('logs in from the landing page and sees the meters page without a complaint of the browser', async () => {
    const { page, context, complaints } = await portal.open();
    await page.goto(portal.base);
    await page.getByRole('link', { name: 'Log in' }).first().click();
    await page.getByRole('button', { name: /^Fill in the log-in of .*organisation/i }).first().click();
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.waitForURL('**/meters**');
    await settled(page);
    await expect.poll(() => figure(page, 'Participation').count()).toBe(1);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('is told of a wrong password at the form, alike for unknown accounts', async () => {
    const { page, context } = await portal.open();
    await page.goto(`${portal.base}/log-in`);
    const attempt = async (email: string): Promise<string> => {
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Password', { exact: true }).fill('not the password');
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
      const alert = page.getByRole('alert').first();
      await alert.waitFor();
      return (await alert.innerText()).replace(/[Rr]equest.*$/s, '');
    };
    expect(await attempt('admin@demo.example')).toBe(await attempt('nobody@demo.example'));
    expect(page.url()).toContain('/log-in');
    await context.close();
  });

  test('chooses a meter and sees the right numbers', async () => {
    const { page, context } = await portal.open();
    await logIn(page, portal.base, 'admin@demo.example');
    await settled(page);
    const list = (await (await page.request.get(`${portal.base}/api/entity/meters`)).json()) as { meters: { id: string; label: string }[] };
    const chosen = list.meters[7];
    if (!chosen) throw new Error('the demo has fewer than eight meters');
    await page.goto(`${portal.base}/meters?meter=${chosen.id}&from=2026-01-05&to=2026-01-11`);
    await settled(page);
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe(chosen.label);
    // The address names local days; Chicago's midnight is 06:00 UTC in winter. The last day is included.
    const rows = await exported(page, chosen.id, '2026-01-05T06:00:00Z', '2026-01-12T06:00:00Z');
    const expected = figuresOf(rows);
    expect(expected.compared).toBeGreaterThan(100);
    const participation = await figure(page, 'Participation').innerText();
    expect(participation).toContain(`${expected.participating.toLocaleString('en-US')} of ${expected.compared.toLocaleString('en-US')} intervals`);
    expect(Math.abs(numberIn((await figure(page, 'Saved').innerText()).replace(/^Saved/, '')) - expected.savedKwh)).toBeLessThan(0.006);
    const net = numberIn((await figure(page, 'Net against prediction').innerText()).replace(/^Net against prediction/, ''));
    expect(Math.abs(net - expected.netKwh)).toBeLessThan(Math.max(0.6, Math.abs(expected.netKwh) * 0.005));
    await context.close();
  });

  test('watches a reading arrive without reloading', async () => {
    const { page, context } = await portal.open();
    await logIn(page, portal.base, 'resident@demo.example');
    await settled(page);
    const meter = await shownMeter(page);
    const rows = await exported(page, meter);
    const latest = figuresOf(rows).latest;
    if (!latest) throw new Error('the resident has no readings');
    await page.evaluate(() => {
      (window as unknown as { marker: string }).marker = 'not reloaded';
    });
    const next = new Date((latest.start + latest.interval) * 1000).toISOString().replace('.000Z', 'Z');
    const energy = 4321;
    await portal.send(`meter,start_utc,seconds,wh\n${meter},${next},${latest.interval},${energy}\n`);
    const kw = (energy * 3.6) / latest.interval;
    await expect
      .poll(async () => numberIn((await page.getByRole('group', { name: /^(Now|Latest reading)$/ }).innerText()).replace(/^(Now|Latest reading)/, '')), { timeout: 20_000 })
      .toBeCloseTo(kw, 0);
    expect(await page.evaluate(() => (window as unknown as { marker: string }).marker)).toBe('not reloaded');
    await context.close();
  });

  test('finds the same view again by its address', async () => {
    const { page, context } = await portal.open();
    await logIn(page, portal.base, 'admin@demo.example');
    await page.goto(`${portal.base}/meters?scale=7d&table=1&compare=previous&unit=kWh`);
    await settled(page);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForURL(/zoom=/);
    const address = page.url();
    const summary = await page.getByRole('heading', { level: 2 }).first().innerText();
    await page.goto('about:blank');
    await page.goto(address);
    await settled(page);
    expect(page.url()).toBe(address);
    expect(await page.getByRole('heading', { level: 2 }).first().innerText()).toBe(summary);
    expect(await page.getByRole('button', { name: 'Hide the table' }).count()).toBe(1);
    await context.close();
  });

  test('downloads what the chart shows as CSV and as a picture', async () => {
    const { page, context } = await portal.open({ acceptDownloads: true });
    await logIn(page, portal.base, 'resident@demo.example');
    await settled(page);
    for (const [choice, ending] of [['Readings as CSV', '.csv'], ['Chart as PNG', '.png']] as const) {
      await page.getByRole('button', { name: 'Download' }).click();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByText(choice).click()]);
      expect(download.suggestedFilename()).toContain(ending);
    }
    await context.close();
  });

  test('sees only what the role may see', async () => {
    const { page, context } = await portal.open();
    await logIn(page, portal.base, 'resident@demo.example');
    await settled(page);
    expect(await page.getByRole('link', { name: 'Imports' }).count()).toBe(0);
    const foreign = await page.request.get(`${portal.base}/api/vis/total_data/no-such-meter`);
    expect(foreign.status()).toBe(404);
    await context.close();
  });

  test('logs out, and the address leads to the log-in page and back', async () => {
    const { page, context } = await portal.open();
    await logIn(page, portal.base, 'resident@demo.example');
    await settled(page);
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL('**/log-in**');
    await page.goto(`${portal.base}/meters?scale=7d`);
    await page.waitForURL('**/log-in**');
    await page.getByLabel('E-mail').fill('resident@demo.example');
    await page.getByLabel('Password', { exact: true }).fill('demo-portal');
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.waitForURL(/\/meters\?.*scale=7d/);
    await context.close();
  });
});

describe('The chart by keyboard alone', () => {
  test('reads, zooms, moves and turns into a table', async () => {
    const { page, context } = await portal.open();
    await logIn(page, portal.base, 'admin@demo.example');
    await settled(page);
    const chart = page.getByRole('application').or(page.locator('[aria-label^="Actual and predicted power"]')).first();
    for (let i = 0; i < 60; ++i) {
      await page.keyboard.press('Tab');
      if (await chart.evaluate((element) => element === document.activeElement || element.contains(document.activeElement))) break;
    }
    expect(await chart.evaluate((element) => element === document.activeElement || element.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('+');
    await page.waitForURL(/zoom=/);
    await page.keyboard.press('t');
    await page.waitForURL(/table=1/);
    expect(await page.getByRole('table').or(page.getByRole('grid')).count()).toBeGreaterThan(0);
    await context.close();
  });
});

describe('The system administrator', () => {
  test('imports a file and reads why a row was refused', async () => {
    const { page, context, complaints } = await portal.open();
    await logIn(page, portal.base, 'admin@demo.example');
    await page.getByRole('link', { name: 'Imports' }).first().click();
    await settled(page);
    await page.locator('input[type=file]').setInputFiles({
      name: 'two-meters.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('meter_id,timestamp,actual_wh\nNEW-1,2026-03-01T06:00:00Z,100\nNEW-1,2026-03-01T06:30:00Z,oops\nNEW-1,2026-03-01T07:00:00Z,120\n'),
    });
    await page.getByText('two-meters.csv').first().waitFor();
    await page.getByText(/1 refused|Refused/).first().waitFor();
    await expect.poll(async () => (await (await page.request.get(`${portal.base}/api/data/import`)).json() as { imports: { file_name: string; new_values: number; refused: number }[] }).imports.find((job) => job.file_name === 'two-meters.csv')).toMatchObject({ new_values: 2, refused: 1 });
    expect(complaints).toEqual([]);
    await context.close();
  });
});
