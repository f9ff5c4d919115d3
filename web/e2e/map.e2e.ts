import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logIn, settled, startPortal, type Portal } from './portal';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, name: RegExp, role: 'button' | 'link' | 'searchbox' = 'button'): Promise<void> {
  const wanted = page.getByRole(role, { name }).first();
  for (let i = 0; i < 80; i += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${role} ${String(name)}`);
}

const chosenMarkers = (page: Page): Promise<number> => page.locator('.leaflet-marker-icon[class*=chosen]').count();

describe('The map', () => {
  test('is used by keyboard alone: find a meter, choose it, see it on the map, open its page', async () => {
    const { page, context, complaints } = await portal.open();
    await logIn(page, portal.base, 'schools@demo.example');
    await page.goto(`${portal.base}/meters`);
    await settled(page);
    await tabTo(page, /^Map$/, 'link');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/map');
    await page.locator('.leaflet-marker-icon').first().waitFor();
    expect(await chosenMarkers(page)).toBe(0);
    await tabTo(page, /Find a meter/, 'searchbox');
    await page.keyboard.type('gymnasium');
    await page.getByText('1 of').waitFor();
    await tabTo(page, /gymnasium/i);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: /gymnasium/i }).waitFor();
    expect(await chosenMarkers(page)).toBe(1);
    await tabTo(page, /Open this meter/, 'link');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/meters?meter=*');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('draws one marker for each meter, with a shape for each class', async () => {
    const { page, context } = await portal.open();
    await logIn(page, portal.base, 'provider@demo.example');
    await page.goto(`${portal.base}/map`);
    await page.locator('.leaflet-marker-icon').first().waitFor();
    const meters = (await (await page.request.get(`${portal.base}/api/map`)).json()) as { meters: { participation_class: string }[] };
    expect(await page.locator('.leaflet-marker-icon').count()).toBe(meters.meters.length);
    const shapes = new Set(await page.locator('.leaflet-marker-icon path').evaluateAll((paths) => paths.map((path) => path.getAttribute('d'))));
    expect(shapes.size).toBe(new Set(meters.meters.map((meter) => meter.participation_class)).size);
    await context.close();
  });
});

test('The API reference sends what is typed and shows what this portal answers', async () => {
  const { page, context, complaints } = await portal.open();
  await page.goto(`${portal.base}/api/docs`);
  await page.waitForURL('**/reference');
  await page.getByLabel('Find an operation').fill('getPortal');
  await page.getByRole('button', { name: /\/api\/portal/ }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Answered with 200').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

describe.each([
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
])('At $width px', (viewport) => {
  test.each(['light', 'dark'] as const)('axe finds nothing in %s colours', async (colorScheme) => {
    const { page, context, complaints } = await portal.open({ viewport, colorScheme });
    await logIn(page, portal.base, 'admin@demo.example');
    for (const path of ['/map', '/ranking', '/admin/configuration', '/reference']) {
      await page.goto(portal.base + path);
      await settled(page);
      if (path === '/map') await page.locator('button[aria-pressed]').first().click();
      if (path === '/reference') await page.getByRole('button', { name: /\/api\/map/ }).click();
      await page.waitForTimeout(600);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${path}: ${id} at ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path).toBeLessThanOrEqual(0);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
