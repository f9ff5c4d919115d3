import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { mockApi } from './dev/mock-api.mjs';
import { precompress } from './dev/precompress';
import { yaml } from './dev/yaml';

export default defineConfig(({ mode }) => ({
  plugins: [react(), yaml(), precompress(), ...(mode === 'mock' ? [mockApi()] : [])],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: ['chrome109', 'firefox115', 'safari16'],
    // The server's content security policy allows no data: scripts; small files stay files.
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    // A preload hint for lazily loaded chunks is wanted, its polyfill is an inline script and is not.
    modulePreload: { polyfill: false },
  },
  server: {
    // The portal of a developer; its certificate is self-signed.
    proxy: mode === 'mock' ? undefined : { '/api': { target: 'https://localhost:8443', secure: false, changeOrigin: true } },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
    css: false,
    // The browser's own zone must not matter; a zone far from the tests' provider shows it.
    env: { TZ: 'Asia/Kolkata' },
  },
}));
