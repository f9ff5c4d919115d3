/** Ways that the walks through programmes, events and settlements share. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { logIn, settled, type Portal } from './portal';

export const ADMIN = 'admin@demo.example';
export const MEMBER = 'schools-admin@demo.example';
const MOST_STEPS = 150;
export const PATIENCE = { timeout: 30_000 };
export const HOUR = 3600;
export const DAY = 86_400;

export async function openAt(portal: Portal, email: string, path: string) {
  const { page, context, complaints } = await portal.open();
  await logIn(page, portal.base, email);
  await page.goto(portal.base + path);
  await settled(page);
  return { page, context, complaints };
}

/** Presses Tab until the element has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let i = 0; i < MOST_STEPS; ++i) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('not reached with Tab');
}

export async function press(page: Page, name: string | RegExp, role: 'button' | 'link' = 'button'): Promise<void> {
  await tabTo(page, page.getByRole(role, { name, exact: typeof name === 'string' }).first());
  await page.keyboard.press('Enter');
}

/** Answers of the API, with the cookies of the window. */
export async function ask<T>(portal: Portal, page: Page, path: string): Promise<T> {
  const answer = await page.request.get(portal.base + path);
  expect(answer.status()).toBe(200);
  return (await answer.json()) as T;
}

/** The wall clock of the demonstration's provider. */
function wallClock(utc: number): { day: string; time: string } {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Chicago', dateStyle: 'short', timeStyle: 'short' });
  const [day = '', time = ''] = format.format(utc * 1000).split(' ');
  return { day, time };
}

interface Told {
  name: string;
  from: number;
  to: number;
}

/** Through all steps of the wizard, to the review; programme and targets as they are offered. */
export async function drawUp(portal: Portal, page: Page, { name, from, to }: Told): Promise<void> {
  await page.goto(`${portal.base}/events/new`);
  await settled(page);
  await page.getByRole('combobox', { name: 'Programme' }).selectOption({ label: 'Peak days' });
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Continue' }).click();
  const start = wallClock(from);
  const end = wallClock(to);
  await page.getByLabel('First day').fill(start.day);
  await page.getByLabel('Start', { exact: true }).fill(start.time);
  await page.getByLabel('Last day').fill(end.day);
  await page.getByLabel('End', { exact: true }).fill(end.time);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Save and look it over' }).click();
  await page.waitForURL(/step=review/);
  await settled(page);
}

export const wholeHour = (): number => Math.floor(Date.now() / 1000 / HOUR) * HOUR;

/** axe on each, and nothing wider than the screen. */
export async function expectAccessible(portal: Portal, page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(portal.base + path);
    await settled(page);
    await page.waitForTimeout(500);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${path}: ${id} at ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path).toBeLessThanOrEqual(0);
  }
}
