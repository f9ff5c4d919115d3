import { defineConfig } from 'vitest/config';

/** A real browser against the real server: slow, one after the other, never in the unit run. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    root: new URL('..', import.meta.url).pathname,
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
});
