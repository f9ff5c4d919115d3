/** Every text that a person can give to the portal is set to markup, and every page that shows it is looked at. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD, logIn, settled, startPortal, type Portal } from './portal';

const FOREIGN = 'xss.invalid';
const ATTACKS = [
  `"><img src=//${FOREIGN}/a onerror=hit=1>`,
  `</script><script src=//${FOREIGN}/b></script>`,
  "javascript:hit=1//'-hit=1-'",
  `<svg/onload=hit=1>{{hit=1}}\${hit=1}`,
  `[x](javascript:hit=1) &lt;b onmouseover=hit=1&gt;`,
];
let turn = 0;
/** Another one each time, told apart by its number. */
const attack = (): string => `${++turn}${ATTACKS[turn % ATTACKS.length] ?? ''}`;

interface Session {
  user: { organisation: { id: number } | null };
}
interface Watched {
  page: Page;
  /** What should never have happened. */
  alarms: string[];
  ask: (method: string, path: string, body?: unknown) => Promise<{ status: number; json: unknown }>;
  close: () => Promise<void>;
}

let portal: Portal;
/** Whose texts are set. */
let organisation = 0;
/** The demonstration's account of that role. */
const accounts: Record<string, string> = {};

/** A window that notices a dialog, a request to elsewhere, and what the content policy had to stop. */
async function watch(email?: string): Promise<Watched> {
  const { page, context } = await portal.open({ userAgent: `Mozilla/5.0 ${attack()} Firefox/140.0` });
  const alarms: string[] = [];
  page.on('dialog', (dialog) => {
    alarms.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(portal.base) && !/^(data|blob):/.test(request.url())) alarms.push(`request: ${request.url()}`);
  });
  await page.exposeFunction('alarm', (what: string) => { alarms.push(what); });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      (window as unknown as { alarm: (what: string) => void }).alarm(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  if (email) await logIn(page, portal.base, email);
  const ask: Watched['ask'] = (method, path, body) =>
    page.evaluate(
      async ({ method, path, body }) => {
        const state = (await (await fetch('/api/user/session/validate')).json()) as { session: { csrf_token: string } | null };
        const isFile = typeof body === 'string';
        const answer = await fetch(path, {
          method,
          headers: { 'X-CSRF-Token': state.session?.csrf_token ?? '', 'Content-Type': isFile ? 'text/csv' : 'application/json' },
          body: isFile ? body : body === undefined ? undefined : JSON.stringify(body),
        });
        const text = await answer.text();
        return { status: answer.status, json: (text === '' ? null : JSON.parse(text)) as unknown };
      },
      { method, path, body },
    );
  return { page, alarms, ask, close: () => context.close() };
}

async function set(who: Watched, method: string, path: string, body: unknown): Promise<void> {
  const { status, json } = await who.ask(method, path, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(json)}`);
}

/** Elements that only an attack could have made; and whether one of them ran. */
function harm(): string[] {
  const made = document.querySelectorAll('[onerror], [onload], [onmouseover], img[src*="xss.invalid"], script[src*="xss.invalid"], script:not([src]):not([type])');
  const links = Array.from(document.querySelectorAll('[href], [src], [action], [formaction]')).filter((element) =>
    ['href', 'src', 'action', 'formaction'].some((name) => /^\s*(javascript|data:text)/i.test(element.getAttribute(name) ?? '')),
  );
  return [...Array.from(made), ...links].map((element) => element.outerHTML.slice(0, 200)).concat('hit' in window ? ['a script ran'] : []);
}

async function look(who: Watched, path: string, shows: boolean): Promise<void> {
  await who.page.goto(portal.base + path);
  await settled(who.page);
  await who.page.waitForTimeout(300);
  expect(await who.page.evaluate(harm), path).toEqual([]);
  if (shows) expect(await who.page.evaluate(() => document.body.innerText + Array.from(document.querySelectorAll('input'), (input) => input.value).join()), path).toContain('hit=1');
  await openWhatOpens(who, path);
  expect(who.alarms, path).toEqual([]);
}

/** Menus and dialogs of rows that show a text of ours: they name it once more. */
async function openWhatOpens(who: Watched, path: string): Promise<void> {
  const openers = who.page.getByRole('row').filter({ hasText: 'hit=1' }).getByRole('button', { name: /^(Edit|Rename|Delete|Replace|Revoke|Change|Show|Details|What)/ });
  for (let i = 0; i < Math.min(4, await openers.count()); i += 1) {
    await openers.nth(i).click();
    await who.page.waitForTimeout(250);
    expect(await who.page.evaluate(harm), `${path}, opened`).toEqual([]);
    await who.page.keyboard.press('Escape');
    await who.page.waitForTimeout(150);
  }
}

async function fillEverything(): Promise<void> {
  const admin = await watch(accounts.system_administrator);
  const boss = await watch(accounts.organisation_administrator);
  const mine = async (who: Watched): Promise<Session> => ((await who.ask('GET', '/api/user/session/validate')).json as { session: Session }).session;
  organisation = (await mine(boss)).user.organisation?.id ?? 0;
  await set(admin, 'PATCH', `/api/admin/organizations/${organisation}`, { name: attack() });
  await set(admin, 'POST', '/api/admin/organizations', { name: attack() });
  await set(admin, 'POST', '/api/entity/meters/add', [{ number: '77000001', label: attack(), address: attack() }]);
  const { meters } = (await boss.ask('GET', '/api/entity/meters')).json as { meters: { id: string }[] };
  for (const { id } of meters.slice(0, 3)) {
    await set(admin, 'PATCH', `/api/admin/meters/${id}`, { label: attack(), address: attack(), latitude: 41.6, longitude: -93.6 });
  }
  await set(boss, 'PATCH', `/api/organization/meters/${meters[0]?.id ?? ''}`, { label: attack() });
  const cell = attack().replaceAll('"', '""');
  await set(admin, 'POST', `/api/data/import?file_name=${encodeURIComponent(attack())}.csv`, `meter_id,timestamp,actual_wh,predicted_wh,interval_s\n"${cell}","${cell}",1,1,900\n`);
  await set(admin, 'POST', '/api/admin/tokens', { name: attack(), scopes: ['read'], expires: new Date(Date.now() + 864e5).toISOString().replace(/\.\d+/, '') });
  for (const who of [admin, boss]) await set(who, 'PATCH', '/api/user/update', { first_name: attack(), last_name: attack() });
  const newcomer = { first_name: attack(), last_name: attack(), password: 'four small words here', organisation_number: String(organisation) };
  await set(admin, 'POST', '/api/user/register', { ...newcomer, email: 'newcomer@example.org' });
  // Addresses with markup in them are refused, so they cannot be shown; the page says so in words of its own.
  for (const email of [`${attack()}@example.org`, `"<svg/onload=hit=1>"@example.org`]) {
    expect((await admin.ask('POST', '/api/user/register', { ...newcomer, email })).status).toBe(422);
    expect((await boss.ask('POST', '/api/organization/invite', { email })).status).toBe(422);
  }
  expect([...admin.alarms, ...boss.alarms]).toEqual([]);
  await admin.close();
  await boss.close();
}

beforeAll(async () => {
  portal = await startPortal();
  const { page, context } = await portal.open();
  const described = (await (await page.request.get(`${portal.base}/api/portal`)).json()) as { demo_accounts: { email: string; role: string }[] };
  for (const { email, role } of described.demo_accounts) accounts[role] = email;
  await context.close();
  await fillEverything();
});
afterAll(async () => {
  await portal.stop();
});

/** Addresses, and whether a text of ours must be seen there. */
const ADMINISTRATOR: [path: string, shows: boolean][] = [
  ['/meters', true],
  ['/meters?details=1&table=1', true],
  ['/map', true],
  ['/ranking', false],
  ['/imports', true],
  ['/account', true],
  ['/organisation?organisation=NUMBER', true],
  ['/organisation?organisation=NUMBER&view=meters', true],
  ['/organisation?organisation=NUMBER&view=joining', false],
  ['/admin/organisations', true],
  ['/admin/organisations?q=hit', true],
  ['/admin/users?q=hit', true],
  ['/admin/meters?q=77000001', true],
  ['/admin/tokens', true],
  ['/admin/audit', true],
  ['/admin/configuration', false],
];
const OWNER: [path: string, shows: boolean][] = [['/meters', true], ['/map', true], ['/organisation', true], ['/organisation?view=meters', true], ['/organisation?view=joining', false], ['/ranking', true], ['/account', true]];
const MARKUP = encodeURIComponent(`"><img src=//${FOREIGN}/c onerror=hit=1>`);
const LED: string[] = [
  `/log-in?next=javascript:hit=1`,
  `/log-in?next=${encodeURIComponent(`//${FOREIGN}/`)}`,
  `/log-in?return=${MARKUP}`,
  `/register?number=${MARKUP}`,
  `/invitation#${MARKUP}`,
  `/reset-password#${MARKUP}`,
  `/${MARKUP}`,
];

describe('Markup in a text that somebody gave is shown as that text', () => {
  test.each([['system_administrator', ADMINISTRATOR], ['organisation_administrator', OWNER]] as const)('to the %s', async (role, paths) => {
    const who = await watch(accounts[role]);
    for (const [path, shows] of paths) await look(who, path.replace('NUMBER', String(organisation)), shows);
    await who.close();
  }, 240_000);

  test('in addresses that a stranger sends to somebody who is not logged in', async () => {
    const who = await watch();
    for (const path of LED) await look(who, path, false);
    await who.close();
  }, 120_000);

  test('and an address leads nowhere else after logging in', async () => {
    for (const next of ['javascript:hit=1', `//${FOREIGN}/`, `https://${FOREIGN}/`, `/\\${FOREIGN}`]) {
      const who = await watch();
      for (const name of ['next', 'return', 'to']) {
        await who.page.goto(`${portal.base}/log-in?${name}=${encodeURIComponent(next)}`);
        await who.page.getByLabel('E-mail').fill(accounts.organisation_user ?? '');
      }
      await who.page.getByLabel('Password', { exact: true }).fill(DEMO_PASSWORD);
      await who.page.getByRole('button', { name: 'Log in', exact: true }).click();
      await who.page.waitForURL('**/meters**');
      expect(await who.page.evaluate(harm)).toEqual([]);
      expect(who.alarms).toEqual([]);
      await who.close();
    }
  }, 120_000);

  test('and this test notices what an attack would make', async () => {
    const who = await watch();
    await who.page.goto(portal.base);
    await who.page.evaluate((markup) => { document.body.insertAdjacentHTML('beforeend', markup); }, ATTACKS[0] ?? '');
    await who.page.waitForTimeout(300);
    expect(await who.page.evaluate(harm)).not.toEqual([]);
    expect(who.alarms.join()).toContain('policy: img-src');
    await who.close();
  });
});
