import { execFileSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkIn, startMailSink, type MailSink } from './mailSink';
import { logIn, settled, startPortal, type Portal } from './portal';

const KEY = 'the key of the portal in the browser tests, long enough';
const NEW_PASSWORD = 'four small words here';

let portal: Portal;
let sink: MailSink;
beforeAll(async () => {
  sink = await startMailSink();
  portal = await startPortal({
    configuration: (base) => ({
      public_url: base,
      smtp: { host: '127.0.0.1', port: sink.port, security: 'none', from: 'portal@example.org' },
    }),
    environment: { DRP_PORTAL_KEY: KEY },
  });
});
afterAll(async () => {
  await portal.stop();
  await sink.stop();
});

/** As docs/decisions/0005-claim-codes.md has it. */
function claimCode(kind: string, id: number): string {
  const key = createHmac('sha256', createHash('sha256').update(KEY).digest()).update('claim').digest();
  const mac = createHmac('sha256', key).update(`${kind}|${id}|1`).digest();
  return Array.from(mac.subarray(0, 10), (byte) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[byte % 32]).join('');
}

/** A meter that only the provider has, and what its letter says. */
function unclaimedMeter(): { number: string; code: string } {
  const query = 'SELECT meter_id, number FROM meter JOIN meter_map USING (meter_id) GROUP BY meter_id HAVING count(*) = 1 LIMIT 1';
  const [id, number] = execFileSync('sqlite3', [join(portal.folder, 'drp.db'), query], { encoding: 'utf8' }).trim().split('|');
  if (!number) throw new Error('every meter is somebody\'s');
  return { number, code: claimCode('meter', Number(id)) };
}

/** Moves on with Tab until the focused thing has that name; a person without a mouse does the same. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return '';
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      return (label ?? element.getAttribute('aria-label') ?? element.textContent).trim();
    });
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
  }
  throw new Error(`Tab never reached ${String(name)}`);
}

async function typeInto(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

async function registerByKeyboard(page: Page, fields: { number: string; code: string; email: string; isMember?: boolean }): Promise<void> {
  await page.goto(`${portal.base}/register`);
  await settled(page);
  await tabTo(page, 'A meter number of my home');
  if (fields.isMember) await page.keyboard.press('ArrowDown');
  await typeInto(page, fields.isMember ? 'Organisation number' : 'Meter number', fields.number);
  await typeInto(page, fields.isMember ? 'Claim code, if you have it' : 'Claim code', fields.code);
  await typeInto(page, 'First name', 'Ana');
  await typeInto(page, 'Last name', 'Silva');
  await typeInto(page, 'E-mail', fields.email);
  await typeInto(page, 'Password', NEW_PASSWORD);
  await page.keyboard.press('Enter');
}

async function organisationNumber(): Promise<string> {
  const { page, context } = await portal.open();
  await logIn(page, portal.base, 'schools-admin@demo.example');
  const user = (await (await page.request.get(`${portal.base}/api/user`)).json()) as { organisation: { id: number } };
  await context.close();
  return String(user.organisation.id);
}

const alertOf = async (page: Page): Promise<string> => {
  const alert = page.getByRole('alert').first();
  await alert.waitFor();
  return alert.innerText();
};

describe('Somebody with a letter, and a keyboard alone,', () => {
  test('is told of a wrong code, corrects it, and sees the meter', async () => {
    const { page, context } = await portal.open();
    const { number, code } = unclaimedMeter();
    const wrong = '00000-00000';
    await registerByKeyboard(page, { number, code: wrong, email: 'ana@example.org' });
    expect(await alertOf(page)).toContain('do not belong together');
    await page.getByLabel('Claim code').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(code.toLowerCase());
    await page.keyboard.press('Enter');
    await page.waitForURL('**/meters**');
    await settled(page);
    const answer = await page.request.get(`${portal.base}/api/entity/meters`);
    expect(((await answer.json()) as { meters: { id: string }[] }).meters.map((meter) => meter.id)).toEqual([number]);
    await context.close();
  });

  test('joins an organisation without a code and is told who has to approve', async () => {
    const { page, context } = await portal.open();
    await registerByKeyboard(page, { number: await organisationNumber(), code: '', email: 'bob@example.org', isMember: true });
    await page.getByRole('heading', { name: 'Your account waits for approval' }).waitFor();
    expect((await sink.to('schools-admin@demo.example')).text).toContain('bob@example.org');
    await context.close();
  });

  test('is told at each field what is missing, with the focus on the list of it', async () => {
    const { page, context } = await portal.open();
    await page.goto(`${portal.base}/register`);
    await settled(page);
    await tabTo(page, 'Create account');
    await page.keyboard.press('Enter');
    const summary = await alertOf(page);
    for (const words of ['meter number', 'claim code', 'first name', 'e-mail', 'at least 10 characters']) expect(summary).toContain(words);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert');
    await tabTo(page, 'Enter your meter number.');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('number');
    await context.close();
  });
});

describe('Somebody who has forgotten the password', () => {
  test('is mailed a link, chooses a new one and logs in', async () => {
    const { page, context } = await portal.open();
    await page.goto(`${portal.base}/log-in`);
    await settled(page);
    await tabTo(page, 'Forgotten your password?');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/forgot-password');
    await settled(page);
    await typeInto(page, 'E-mail', 'schools@demo.example');
    await tabTo(page, 'A meter number of my home');
    await page.keyboard.press('ArrowDown');
    await typeInto(page, 'Organisation number', await organisationNumber());
    await page.keyboard.press('Enter');
    await page.getByText('Look into your mailbox').waitFor();
    await page.goto(linkIn(await sink.to('schools@demo.example')));
    await settled(page);
    await typeInto(page, 'New password', NEW_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your password is set' }).waitFor();
    await tabTo(page, 'Log in');
    await page.keyboard.press('Enter');
    await settled(page);
    await typeInto(page, 'E-mail', 'schools@demo.example');
    await typeInto(page, 'Password', NEW_PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/meters**');
    await context.close();
  });
});
