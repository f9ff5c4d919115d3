import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logIn, settled, startPortal, type Portal } from './portal';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});

const PUBLIC = ['/', '/log-in', '/register', '/forgot-password', '/reset-password#token', '/invitation'];
const SIGNED_IN = ['/meters', '/meters?scale=12m&compare=previous', '/meters?details=1&table=1', '/imports', '/organisation', '/organisation?view=meters', '/admin/organisations', '/admin/users?status=approved', '/admin/audit'];
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

describe.each(SIZES)('At $width px', (viewport) => {
  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    test('axe finds nothing, and nothing is wider than the screen', async () => {
      const { page, context, complaints } = await portal.open({ viewport, colorScheme });
      const look = async (path: string): Promise<void> => {
        await page.goto(portal.base + path);
        await settled(page);
        await page.waitForTimeout(600);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${path}: ${id} at ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      };
      for (const path of PUBLIC) await look(path);
      await logIn(page, portal.base, 'admin@demo.example');
      for (const path of SIGNED_IN) await look(path);
      expect(complaints).toEqual([]);
      await context.close();
    });
  });
});
