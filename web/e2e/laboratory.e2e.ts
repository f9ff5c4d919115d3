import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logIn, settled, startPortal, type Portal } from './portal';

const PROVIDER = 'provider@demo.example';
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});

test('The provider tries other hours, and is recommended a method', async () => {
  const { page, context, complaints } = await portal.open();
  await logIn(page, portal.base, PROVIDER);
  await page.goto(`${portal.base}/programs`);
  await page.getByRole('link', { name: 'Laboratory' }).click();
  await page.getByRole('heading', { level: 1, name: 'Baseline laboratory' }).waitFor();
  await page.getByLabel('Programme', { exact: true }).selectOption('1');
  await page.getByLabel('Hours').fill('14:00 - 16:00');
  await page.getByRole('button', { name: 'Try the methods' }).click();
  await page.waitForURL('**/laboratory?*windows=14*');
  await page.getByRole('heading', { level: 2, name: /^Recommended: / }).waitFor();
  await settled(page);
  const rows = page.getByRole('row').filter({ hasText: 'Recommended' });
  expect(await rows.count()).toBe(1);
  expect(await page.getByRole('row').filter({ hasText: 'Current method' }).count()).toBe(1);
  expect(await page.getByText('14:00-16:00', { exact: false }).count()).toBeGreaterThan(0);
  await page.getByRole('columnheader', { name: /^Switching to it/ }).waitFor();
  expect(await page.getByRole('row').filter({ hasText: 'Current method' }).getByText('$0.00').count()).toBe(1);
  expect(complaints).toEqual([]);
  await context.close();
});

test('Hours that are none are refused with a cure', async () => {
  const { page, context } = await portal.open();
  await logIn(page, portal.base, PROVIDER);
  await page.goto(`${portal.base}/laboratory?windows=late`);
  await page.getByRole('alert').filter({ hasText: 'Write them as' }).waitFor();
  await context.close();
});

test('The provider sees the month’s peak and the hours that may set a higher one', async () => {
  const { page, context, complaints } = await portal.open();
  await logIn(page, portal.base, PROVIDER);
  await page.goto(`${portal.base}/peak-hours`);
  await settled(page);
  await page.getByRole('heading', { level: 2, name: 'Most likely hours' }).waitFor();
  await page.getByRole('img', { name: /^Line of the mean power/ }).waitFor();
  await page.getByText('no forecast').waitFor();
  await page.getByLabel('Programme', { exact: true }).selectOption('1');
  await page.waitForURL('**/peak-hours?program_id=1');
  expect(complaints).toEqual([]);
  await context.close();
});

describe.each(SIZES)('At $width px', (viewport) => {
  test.each(['light', 'dark'] as const)('axe finds nothing in %s colours', async (colorScheme) => {
    const { page, context } = await portal.open({ viewport, colorScheme });
    await logIn(page, portal.base, PROVIDER);
    for (const path of ['/laboratory?program_id=1', '/peak-hours?program_id=1']) {
      await page.goto(portal.base + path);
      await settled(page);
      await page.getByRole('table').first().waitFor({ state: 'attached' });
      await page.waitForTimeout(600);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${path}: ${id} at ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    }
    await context.close();
  });
});
