import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logIn, settled, startPortal, type Portal } from './portal';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});

const MEMBER = 'schools@demo.example';
const VIEWS = [
  { width: 1440, height: 900, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
] as const;

async function clean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test('a member makes an alert out of a suggestion, tests it, is told the truth, and deletes it', async () => {
  const { page, context, complaints } = await portal.open();
  await logIn(page, portal.base, MEMBER);
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('link', { name: 'Alerts' }).click();
  await page.getByRole('heading', { name: 'You are not told of anything yet' }).waitFor();
  await page.getByRole('button', { name: 'Usage above a limit…' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('More than').fill('');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('There is one limit.').waitFor();
  await form.getByLabel('More than').fill('120.5');
  await form.getByLabel('Quiet hours').check();
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^Tell me by e-mail when one of my meters uses more than 120\.5 kW on average over 15 minutes, but not between 22:00 and 07:00/).waitFor();
  await page.getByRole('button', { name: /^Send a test of/ }).click();
  await page.getByText('The portal has no mail server.', { exact: false }).last().waitFor();
  await page.getByRole('button', { name: /^Delete:/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'You are not told of anything yet' }).waitFor();
  expect(complaints.filter((said) => !/40[0-9]|42[0-9]/.test(said))).toEqual([]);
  await context.close();
});

test.each(VIEWS)('the page is fit for everybody at $width in $colorScheme', async ({ width, height, colorScheme }) => {
  const { page, context } = await portal.open({ viewport: { width, height }, colorScheme });
  await logIn(page, portal.base, MEMBER);
  await page.goto(`${portal.base}/alerts`);
  await page.getByRole('button', { name: 'Readings are missing…' }).click();
  await settled(page);
  await clean(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText('there are no readings of one of my meters for 24 hours', { exact: false }).waitFor();
  await settled(page);
  await clean(page);
  await page.getByRole('button', { name: /^Delete:/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'You are not told of anything yet' }).waitFor();
  await context.close();
});
