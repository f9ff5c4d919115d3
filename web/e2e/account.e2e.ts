import { createHmac } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD, logIn, settled, startPortal, type Portal } from './portal';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const MEMBER = 'schools@demo.example';

/** RFC 6238, `steps` of 30 s from now. */
function totp(secret: string, steps = 0): string {
  const bits = Array.from(secret.replace(/\s/g, '')).map((c) => ALPHABET.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function firstStep(page: Page, email: string): Promise<void> {
  await page.goto(`${portal.base}/log-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(DEMO_PASSWORD);
  await page.keyboard.press('Enter');
}

/** Tab until the focus is on what is wanted, as a person without a mouse does. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').trim();
    });
    if (focused === name) return;
  }
  throw new Error(`no way with the Tab key to ${name}`);
}

test('a second factor is set up and used with keys alone, and a recovery code instead of it', async () => {
  const { page, context } = await portal.open();
  await logIn(page, portal.base, MEMBER);
  await page.goto(`${portal.base}/account`);
  await page.getByRole('heading', { name: 'Second factor' }).waitFor();
  await tabTo(page, 'Set up a second factor');
  await page.keyboard.press('Enter');
  await tabTo(page, 'Enter your password to begin.');
  await page.keyboard.type(DEMO_PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
  const secret = (await page.locator('code').textContent()) ?? '';
  await tabTo(page, 'Code of the app');
  await page.keyboard.type(totp(secret, -1));
  await page.keyboard.press('Enter');
  const codes = page.getByRole('list', { name: 'Your recovery codes' });
  await codes.waitFor();
  const all = await codes.getByRole('listitem').allTextContents();
  expect(all).toHaveLength(10);
  await tabTo(page, 'I have kept them');
  await page.keyboard.press('Enter');
  await page.getByText('In force since').waitFor();
  await context.close();

  for (const code of [totp(secret), all[0] ?? '']) {
    const other = await portal.open();
    await firstStep(other.page, MEMBER);
    const field = other.page.getByLabel('Code', { exact: true });
    await field.waitFor();
    expect(await field.getAttribute('autocomplete')).toBe('one-time-code');
    await other.page.keyboard.type('000000');
    await other.page.keyboard.press('Enter');
    await other.page.getByText('The code is not right').waitFor();
    await field.fill(code);
    await other.page.keyboard.press('Enter');
    await other.page.waitForURL('**/meters**');
    await other.context.close();
  }
});

test('an administrator takes it off whoever has lost phone and codes, and never off the own account', async () => {
  const lost = await portal.open();
  await firstStep(lost.page, MEMBER);
  await lost.page.getByLabel('Code', { exact: true }).waitFor();

  const { page, context } = await portal.open();
  await logIn(page, portal.base, 'admin@demo.example');
  await page.goto(`${portal.base}/admin/users?q=${MEMBER}`);
  const take = page.getByRole('button', { name: /^Take the second factor off/ });
  await take.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(`The authenticator app and the recovery codes of ${MEMBER} are worth nothing any more`).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await take.count()).toBe(1);
  await take.click();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([]);
  await dialog.getByRole('button', { name: 'Take second factor off' }).click();
  await page.getByText(/^The second factor of .* is gone\.$/).waitFor();
  await expect.poll(() => take.count()).toBe(0);
  await context.close();

  await firstStep(lost.page, MEMBER);
  await lost.page.waitForURL('**/meters**');
  await lost.context.close();
});

test('a session that is ended elsewhere is over here', async () => {
  const here = await portal.open();
  const there = await portal.open();
  await logIn(here.page, portal.base, 'resident@demo.example');
  await logIn(there.page, portal.base, 'resident@demo.example');
  await here.page.goto(`${portal.base}/account`);
  await here.page.getByText('This device').waitFor();
  await here.page.getByRole('button', { name: 'End all other sessions' }).click();
  await here.page.getByText('You are logged in here only.').waitFor();
  await there.page.goto(`${portal.base}/account`);
  await there.page.waitForURL('**/log-in**');
  await here.context.close();
  await there.context.close();
});

test('the choices of display are kept and hold', async () => {
  const { page, context } = await portal.open();
  await logIn(page, portal.base, 'resident@demo.example');
  await page.goto(`${portal.base}/account`);
  for (const choice of ['14:30', 'Energy, kWh']) {
    const radio = page.getByRole('radio', { name: choice });
    await radio.click();
    await expect.poll(() => radio.isChecked()).toBe(true);
    await page.getByText('Saved.').waitFor();
  }
  await page.reload();
  await page.getByRole('radio', { name: '14:30' }).waitFor();
  expect(await page.getByRole('radio', { name: '14:30' }).isChecked()).toBe(true);
  await page.goto(`${portal.base}/meters`);
  await settled(page);
  expect(await page.getByRole('radio', { name: 'kWh' }).isChecked()).toBe(true);
  await context.close();
});

describe.each([
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
])('At $width px', (viewport) => {
  test.each(['light', 'dark'] as const)('in %s colours axe finds nothing on the page', async (colorScheme) => {
    const { page, context, complaints } = await portal.open({ viewport, colorScheme });
    await logIn(page, portal.base, 'admin@demo.example');
    await page.goto(`${portal.base}/account`);
    await settled(page);
    await page.getByText('This device').waitFor();
    await page.getByRole('button', { name: 'Set up a second factor' }).click();
    await page.getByRole('button', { name: 'Show what would be deleted' }).click();
    await page.getByText('What must be kept').waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
