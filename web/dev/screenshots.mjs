// Pictures of every page at 1440 and 390 px, light and dark, and what axe finds on each.
// The store wants one settled event (drp settle --event N) for the pictures of settlements.
// node dev/screenshots.mjs [--base URL] [--out FOLDER] [--email E --password P] [--only WORD]; chromium from CHROMIUM or /usr/bin/chromium.
import { mkdir } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : fallback;
};
const base = option('base', 'https://localhost:8443');
const out = option('out', 'screenshots');
const only = option('only', '');
const SIZES = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };
const PUBLIC = [
  ['landing', '/'],
  ['log-in', '/log-in'],
  ['register', '/register'],
  ['forgot-password', '/forgot-password'],
  ['reset-password', '/reset-password'],
  ['invitation', '/invitation'],
  ['confirm-email', '/confirm-email'],
  ['reference', '/reference'],
  ['not-found', '/nowhere'],
];
const SIGNED_IN = [
  ['meters', '/meters'],
  ['meters-event', '/meters', async (page) => page.getByRole('button', { name: /^Zoom the chart to/ }).nth(1).click()],
  ['meters-year-compare', '/meters?scale=12m&compare=previous'],
  ['meters-details', '/meters?details=1&table=1'],
  ['events', '/events'],
  ['events-calendar', '/events?view=calendar'],
  ['events-new', '/events/new'],
  ['events-new-when', '/events/new?step=when'],
  ['events-new-whom', '/events/new?step=whom'],
  ['events-board', '/events?state=done', async (page) => page.locator('tbody a').first().click()],
  ['events-settled', '/events?state=settled', async (page) => page.locator('tbody a').first().click()],
  ['settlement', '/events?state=settled', async (page) => { await page.locator('tbody a').first().click(); await page.getByRole('link', { name: 'Lines and derivations' }).first().click(); }],
  ['settlement-derivation', '/events?state=settled', async (page) => { await page.locator('tbody a').first().click(); await page.getByRole('link', { name: 'Lines and derivations' }).first().click(); await page.locator('tbody a').first().click(); }],
  ['settlement-statement', '/events?state=settled', async (page) => { await page.locator('tbody a').first().click(); await page.getByRole('link', { name: 'Statement', exact: true }).first().click(); }],
  ['programs', '/programs'],
  ['program', '/programs/1'],
  ['program-edit', '/programs/1/edit'],
  ['program-enrolments', '/programs/1/enrolments'],
  ['program-season', '/programs/1/season'],
  ['outages', '/outages'],
  ['outages-add', '/outages', async (page) => page.getByRole('button', { name: 'Enter an outage' }).first().click()],
  ['program-enrolments-change', '/programs/1/enrolments', async (page) => page.getByRole('button', { name: /^Change the enrolment/ }).first().click()],
  ['laboratory', '/laboratory?program_id=1'],
  ['peak-hours', '/peak-hours?program_id=1'],
  ['map', '/map'],
  ['ranking', '/ranking'],
  ['organisation', '/organisation'],
  ['organisation-meters', '/organisation?view=meters'],
  ['organisation-joining', '/organisation?view=joining'],
  ['account', '/account'],
  ['imports', '/imports'],
  ['admin-organisations', '/admin/organisations'],
  ['admin-organisations-create', '/admin/organisations', async (page) => page.getByRole('button', { name: /^Create/ }).first().click()],
  ['admin-users', '/admin/users'],
  ['admin-users-change', '/admin/users', async (page) => page.getByRole('button', { name: /^Change / }).first().click()],
  ['admin-meters', '/admin/meters'],
  ['admin-meters-add', '/admin/meters', async (page) => page.getByRole('button', { name: 'Add meters' }).first().click()],
  ['admin-claims', '/admin/claims'],
  ['admin-letters', '/admin/claims/letters?kind=organization'],
  ['admin-tokens', '/admin/tokens'],
  ['admin-tokens-create', '/admin/tokens', async (page) => page.getByRole('button', { name: 'Create token' }).first().click()],
  ['admin-audit', '/admin/audit'],
  ['admin-configuration', '/admin/configuration'],
];

async function logIn(page) {
  await page.goto(`${base}/log-in`);
  const email = option('email');
  if (email) {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(option('password', ''));
  } else {
    await page.getByRole('button', { name: /^Fill in the log-in of/ }).first().click();
  }
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.waitForURL('**/meters**');
}

/** With a screen as tall as the page: what is fixed to its edges would else stand in the middle of the picture. */
async function wholePicture(page, path) {
  const { width, height } = page.viewportSize();
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(Math.max(height, whole), 16_000) });
  await page.waitForTimeout(300);
  await page.screenshot({ path, fullPage: true });
  await page.setViewportSize({ width, height });
}

async function picture(page, name, path, act) {
  if (!name.includes(only)) return 0;
  await page.goto(base + path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  // The live line never lets the network rest, so what is waited for is the page's own word.
  await page.waitForFunction(() => !document.querySelector('[role=status][aria-label=Loading], [aria-busy=true]'));
  await page.waitForTimeout(900);
  if (act) {
    await act(page);
    await page.waitForTimeout(900);
  }
  if (await page.getByRole('dialog').count()) await page.screenshot({ path: `${out}/${name}.png` });
  else await wholePicture(page, `${out}/${name}.png`);
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { id, help, nodes } of violations) console.log(`  ${name}: ${id}: ${help}\n    ${nodes.map((node) => node.target.join(' ')).slice(0, 4).join('\n    ')}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) console.log(`  ${name}: ${wide} px wider than the screen`);
  return violations.length;
}

await mkdir(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
let found = 0;
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport, colorScheme, ignoreHTTPSErrors: true, deviceScaleFactor: 1, hasTouch: size === '390', isMobile: size === '390', reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.on('console', (message) => { if (message.type() === 'error') console.log(`  console: ${message.text()}`); });
    page.on('pageerror', (error) => console.log(`  page error: ${error.message}`));
    for (const [name, path] of PUBLIC) found += await picture(page, `${name}-${size}-${colorScheme}`, path);
    await logIn(page);
    for (const [name, path, act] of SIGNED_IN) found += await picture(page, `${name}-${size}-${colorScheme}`, path, act);
    await page.goto(`${base}/account`);
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL('**/log-in');
    await context.close();
  }
}
await browser.close();
console.log(found === 0 ? 'axe found nothing' : `axe found ${found} violations`);
process.exitCode = found === 0 ? 0 : 1;
