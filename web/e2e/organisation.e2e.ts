/** Organisations and their people, in windows of several people at once. */
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

const NAVIGATION = 'Main';
const PATIENCE = { timeout: 30_000 };

/** Whoever waits for approval is not brought to the meters. */
async function enter(page: Page, email: string): Promise<void> {
  await page.goto(`${portal.base}/log-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
}

async function openAt(email: string, path: string) {
  const { page, context, complaints } = await portal.open();
  await logIn(page, portal.base, email);
  await page.goto(portal.base + path);
  await settled(page);
  return { page, context, complaints };
}

const pagesOf = (page: Page): Promise<string[]> => page.getByRole('navigation', { name: NAVIGATION }).first().getByRole('link').allInnerTexts();

/** Presses Tab until something has the focus that is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element) return '';
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((label) => label.textContent ?? '') : [];
      return element.getAttribute('aria-label') ?? (labels.join(' ') || (element.textContent ?? ''));
    });
    if (focused.trim().startsWith(name)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`nothing called ${name} takes the focus`);
}

describe('An administrator of an organisation', () => {
  test('approves a member, whose open window then shows the meters', async () => {
    const waiting = await portal.open();
    await enter(waiting.page, 'pending@demo.example');
    await expect.poll(() => waiting.page.getByRole('heading', { level: 1 }).innerText(), PATIENCE).toBe('Your account waits for approval');

    const { page, context, complaints } = await openAt('schools-admin@demo.example', '/organisation');
    await page.getByRole('button', { name: /^Approve: / }).click();
    await page.getByText(/is now: Member/).waitFor();
    expect(await page.getByRole('button', { name: /^Approve: / }).count()).toBe(0);

    await expect.poll(() => pagesOf(waiting.page), PATIENCE).toEqual(['Meters', 'Events', 'Map']);
    expect(complaints).toEqual([]);
    await context.close();
    await waiting.context.close();
  });

  test('makes another one, and the navigation of an open window follows', async () => {
    const member = await portal.open();
    await logIn(member.page, portal.base, 'schools@demo.example');
    await settled(member.page);
    expect(await pagesOf(member.page)).not.toContain('Organisation');
    const { page, context } = await openAt('schools-admin@demo.example', '/organisation?q=schools%40');
    await page.getByRole('button', { name: /^Make administrator: / }).click();
    await page.getByText(/is now: Administrator/).waitFor();
    await expect.poll(() => pagesOf(member.page), PATIENCE).toContain('Organisation');

    await page.getByRole('button', { name: /^Unmake administrator: / }).click();
    await page.getByText(/is now: Member/).waitFor();
    await expect.poll(() => pagesOf(member.page), PATIENCE).not.toContain('Organisation');
    await context.close();
    await member.context.close();
  });

  test('gives a meter a name, which is shown as it was typed', async () => {
    const { page, context } = await openAt('schools-admin@demo.example', '/organisation?view=meters');
    await page.getByRole('button', { name: /^Name meter / }).first().click();
    const typed = '<img src=x onerror=alert(1)> & "Gym"';
    await page.getByRole('dialog').getByLabel('Name for people').fill(typed);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText(/was named\.$/).waitFor();
    await expect.poll(() => page.getByText(typed).count()).toBe(1);
    await context.close();
  });
});

describe('The system administrator', () => {
  test('creates and deletes an organisation with the keyboard alone, and is told first what goes with it', async () => {
    const { page, context, complaints } = await openAt('admin@demo.example', '/admin/organisations');
    await tabTo(page, 'Create organisation');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Name');
    await page.keyboard.type('Keyboard Mill');
    await page.keyboard.press('Enter');
    await page.getByText('Keyboard Mill was created.').waitFor();

    await tabTo(page, 'Find an organisation');
    await page.keyboard.type('keyboard');
    await page.getByText('1 to 1 of 1').waitFor();
    await tabTo(page, 'Delete Keyboard Mill');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Delete Keyboard Mill?' });
    await dialog.getByText('0 accounts of its members').waitFor();
    await dialog.getByText('0 meters with all readings').waitFor();
    await tabTo(page, 'Type Keyboard Mill to confirm');
    await page.keyboard.type('keyboard mill');
    await page.keyboard.press('Enter');
    await dialog.getByText('This is not the name of the organisation to be deleted.').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Keyboard Mill');
    await page.keyboard.press('Enter');
    await page.getByText('Keyboard Mill was deleted.').waitFor();
    await page.getByText('Nothing fits').waitFor();
    // The browser itself complains of the refused attempt.
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
    await context.close();
  });

  test('hands out a reset link, with which its owner chooses a password', async () => {
    const { page, context } = await openAt('admin@demo.example', '/admin/users?q=resident@demo');
    await page.getByRole('row').filter({ hasText: 'resident@demo.example' }).getByRole('button', { name: /^Make a reset link for / }).click();
    const link = await page.getByRole('dialog').locator('p', { hasText: portal.base }).innerText();
    await context.close();

    const owner = await portal.open();
    await owner.page.goto(link);
    await owner.page.getByLabel('New password', { exact: true }).fill('otters count the evening stars');
    await owner.page.keyboard.press('Enter');
    await owner.page.getByRole('link', { name: /log in/i }).first().waitFor();
    await owner.page.goto(`${portal.base}/log-in`);
    await owner.page.getByLabel('E-mail').fill('resident@demo.example');
    await owner.page.getByLabel('Password', { exact: true }).fill('otters count the evening stars');
    await owner.page.keyboard.press('Enter');
    await owner.page.waitForURL(/meters/);
    await owner.context.close();
  });

  test('finds people by role, sorts them, and shares the view by its address', async () => {
    const { page, context } = await openAt('admin@demo.example', '/admin/users');
    await page.getByLabel('Role').selectOption({ label: 'Residential user' });
    await page.getByRole('button', { name: 'Remove the filter Role: Residential user' }).waitFor();
    await page.getByRole('button', { name: 'Created' }).click();
    await expect.poll(() => page.getByRole('columnheader', { name: 'Created' }).getAttribute('aria-sort')).toBe('descending');
    expect(new URL(page.url()).searchParams.toString()).toBe('role=residential_user&sort=-created');
    const rows = await page.locator('tbody tr').count();
    await page.reload();
    await settled(page);
    await expect.poll(() => page.locator('tbody tr').count()).toBe(rows);
    const csv = await page.getByRole('link', { name: 'Download CSV' }).getAttribute('href');
    const file = await (await page.request.get(`${portal.base}${csv ?? ''}`)).text();
    expect(file.trim().split('\r\n').length).toBe(rows + 1);
    await context.close();
  });

  test('reads in the audit trail who did it', async () => {
    const { page, context } = await openAt('admin@demo.example', '/admin/audit?action=organisation');
    await expect.poll(() => page.locator('tbody tr').first().innerText()).toMatch(/admin@demo\.example[\s\S]*organisation\.delete[\s\S]*Keyboard Mill/);
    await context.close();
  });
});

describe.each([1440, 390])('At %d px', (width) => {
  test.each(['light', 'dark'] as const)('the dialogs satisfy axe in %s colours', async (colorScheme) => {
    const { page, context } = await portal.open({ viewport: { width, height: 844 }, colorScheme });
    await logIn(page, portal.base, 'admin@demo.example');
    for (const [path, button] of [
      ['/admin/organisations', /^Delete /],
      ['/admin/users', /^Change /],
      ['/organisation?view=meters', /^Name meter /],
    ] as const) {
      await page.goto(portal.base + path);
      await settled(page);
      await page.getByRole('button', { name: button }).first().click();
      await page.getByRole('dialog').waitFor();
      await page.waitForTimeout(400);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${path}: ${id} at ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    }
    await context.close();
  });
});
