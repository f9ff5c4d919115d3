import { defineConfig } from 'vitest/config';

/** A real browser against the real server: slow, two files at a time (each has a server and a browser of its own), never in the unit run. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    root: new URL('..', import.meta.url).pathname,
    pool: 'forks',
    maxWorkers: 2,
    minWorkers: 1,
    testTimeout: 240_000,
    hookTimeout: 180_000,
  },
});
