/** The system administrator keeps meters and tokens, with the keyboard alone. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logIn, settled, startPortal, type Portal } from './portal';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});

const ADMIN = 'admin@demo.example';
const MOST_STEPS = 150;

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let i = 0; i < MOST_STEPS; ++i) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('not reached with Tab');
}

async function press(page: Page, name: string | RegExp, role: 'button' | 'link' = 'button'): Promise<void> {
  await tabTo(page, page.getByRole(role, { name, exact: typeof name === 'string' }).first());
  await page.keyboard.press('Enter');
}

async function type(page: Page, target: Locator, words: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.insertText(words);
}

const says = (page: Page, words: string | RegExp): Promise<void> => page.getByText(words).first().waitFor();

async function open(page: Page, path: string): Promise<void> {
  await page.goto(portal.base + path);
  await settled(page);
}

async function find(page: Page, what: string): Promise<void> {
  await type(page, page.getByRole('searchbox', { name: 'Find a meter' }), what);
  await page.waitForURL(new RegExp(`q=${what}`));
  await settled(page);
}

describe('The system administrator, with the keyboard alone,', () => {
  test('makes meters by paste, is told of wrong lines, and assigns them in bulk', async () => {
    const { page, context, complaints } = await portal.open();
    await logIn(page, portal.base, ADMIN);
    await open(page, '/admin/meters');
    await press(page, 'Add meters');
    await type(page, page.getByRole('dialog').getByLabel('Meters', { exact: true }), '7199 0001\n71990002');
    await press(page, 'Check');
    await says(page, '1 line cannot be taken. No meter was made.');
    await page.keyboard.press('Shift+Tab');
    await tabTo(page, page.getByRole('dialog').getByLabel('Meters', { exact: true }));
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('71990001\n71990002');
    await press(page, 'Check');
    await says(page, '2 meters can be made. Nothing has been made yet.');
    await press(page, 'Create 2 meters');
    await says(page, /2 meters were made/);
    await find(page, '7199');
    await tabTo(page, page.getByLabel('Select all rows of this page'));
    await page.keyboard.press('Space');
    await press(page, 'Assign to an organisation');
    const dialog = page.getByRole('dialog');
    const receiver = dialog.getByRole('radio').first();
    const name = (await receiver.locator('..').innerText()).trim();
    await tabTo(page, receiver);
    await page.keyboard.press('Space');
    await press(page, 'Assign');
    await says(page, `${name} has 2 more meters now.`);
    expect(await page.getByRole('row', { name: new RegExp(name) }).count()).toBe(2);
    expect(complaints.filter((line) => !line.includes('422'))).toEqual([]);
    await context.close();
  });

  test('describes, replaces, retires and restores a meter', async () => {
    const { page, context } = await portal.open();
    await logIn(page, portal.base, ADMIN);
    await open(page, '/admin/meters?q=71990001');
    await press(page, 'Edit meter 71990001');
    await type(page, page.getByRole('textbox', { name: 'Label' }), 'Pump house');
    await type(page, page.getByLabel('Latitude'), '91');
    await press(page, 'Save');
    await says(page, /A place has latitude and longitude/);
    await type(page, page.getByLabel('Longitude'), '-93.6');
    await press(page, 'Save');
    await says(page, /beyond the poles/);
    await tabTo(page, page.getByLabel('Latitude'));
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('41.5');
    await press(page, 'Save');
    await says(page, 'Meter 71990001 was changed.');
    await press(page, 'Replace meter 71990001 by a new number');
    await type(page, page.getByRole('textbox', { name: 'New number' }), '71990009');
    await press(page, 'Replace the number');
    await says(page, 'Meter 71990001 is 71990009 now.');
    await press(page, 'Retire meter 71990009');
    await press(page, 'Retire');
    await says(page, 'The meter is retired.');
    await press(page, 'Restore meter 71990009');
    await press(page, 'Restore');
    await says(page, 'Meter 71990009 is in use again.');
    await context.close();
  });

  test('imports a file that still has the old number', async () => {
    const { page, context } = await portal.open();
    await logIn(page, portal.base, ADMIN);
    await open(page, '/admin/meters');
    await press(page, 'Imports of readings', 'link');
    await page.waitForURL('**/imports');
    const csv = 'meter_id,timestamp,actual_wh,interval_s\n71990001,2026-01-05T00:00:00Z,5,900\n';
    await page.locator('input[type=file]').setInputFiles({ name: 'old-number.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByRole('row', { name: /old-number\.csv.*finished/ }).waitFor();
    const meter = (await (await page.request.get(`${portal.base}/api/admin/meters/71990009`)).json()) as { last_reading: string };
    expect(meter.last_reading).toBe('2026-01-05T00:00:00Z');
    await context.close();
  });

  test('looks up a claim code, renews it, and lays out its letter', async () => {
    const { page, context } = await portal.open();
    await logIn(page, portal.base, ADMIN);
    await open(page, '/admin/claims?q=71990009');
    const shownCode = async (): Promise<string> => {
      await tabTo(page, page.getByLabel('Select 71990009'));
      if (!(await page.getByLabel('Select 71990009').isChecked())) await page.keyboard.press('Space');
      await press(page, 'Show codes');
      const code = await page.getByRole('dialog').locator('code').innerText();
      await page.keyboard.press('Escape');
      return code;
    };
    const first = await shownCode();
    expect(first).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    await press(page, 'Renew');
    await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Renew' }));
    await page.keyboard.press('Enter');
    await says(page, 'The code is another one now.');
    const second = await shownCode();
    expect(second).not.toBe(first);
    await press(page, 'Print letters', 'link');
    await settled(page);
    const letter = page.getByRole('article');
    await letter.waitFor();
    expect(await letter.count()).toBe(1);
    expect(await letter.innerText()).toContain(second);
    expect(await letter.innerText()).toContain('71990009');
    await context.close();
  });

  test('makes a token, uses it, and revokes it', async () => {
    const { page, context } = await portal.open();
    await logIn(page, portal.base, ADMIN);
    await open(page, '/admin/tokens');
    await press(page, 'Create token');
    const dialog = page.getByRole('dialog');
    await type(page, dialog.getByLabel('Name'), 'Reader of this test');
    await tabTo(page, dialog.getByRole('checkbox', { name: /^Read/ }));
    await page.keyboard.press('Space');
    await tabTo(page, dialog.getByRole('button', { name: 'Create token' }));
    await page.keyboard.press('Enter');
    await says(page, 'The token Reader of this test');
    const token = await dialog.locator('code').innerText();
    await press(page, 'I have copied it');
    const machine = await portal.browser.newContext({ ignoreHTTPSErrors: true, extraHTTPHeaders: { Authorization: `Bearer ${token}` } });
    const ask = async (path: string): Promise<number> => (await machine.request.get(portal.base + path)).status();
    expect(await ask('/api/entity/meters')).toBe(200);
    expect(await ask('/api/data/export')).toBe(403);
    await press(page, 'Revoke Reader of this test');
    await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Revoke Reader of this test' }));
    await page.keyboard.press('Enter');
    await says(page, 'Reader of this test was revoked.');
    expect(await ask('/api/entity/meters')).toBe(401);
    await machine.close();
    await context.close();
  });
});

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
/** Pages, and what is opened on them. */
const LOOKS: [path: string, button?: RegExp][] = [
  ['/admin/meters'],
  ['/admin/meters?assigned=false'],
  ['/admin/meters', /^Add meters$/],
  ['/admin/meters?q=71990002', /^Edit meter/],
  ['/admin/claims'],
  ['/admin/claims?kind=organization'],
  ['/admin/claims/letters?kind=organization'],
  ['/admin/tokens'],
  ['/admin/tokens', /^Create token$/],
];

describe.each(SIZES)('The Admin’s meters at $width px', (viewport) => {
  test.each(['light', 'dark'] as const)('in %s colours: axe finds nothing, and nothing is wider than the screen', async (colorScheme) => {
    const { page, context } = await portal.open({ viewport, colorScheme });
    await logIn(page, portal.base, ADMIN);
    for (const [path, button] of LOOKS) {
      await open(page, path);
      if (button) await page.getByRole('button', { name: button }).first().click();
      await page.waitForTimeout(400);
      if (process.env.SHOTS) {
        const name = `${path.replace(/\W+/g, '-')}${button ? '-dialog' : ''}-${viewport.width}-${colorScheme}`;
        await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: !button });
      }
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${path}: ${id} at ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    }
    await context.close();
  });
});
