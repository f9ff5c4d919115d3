/** The real `drp serve` with demo data in a folder of its own, and a real Chromium to look at it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

const BINARY = process.env.DRP_BINARY ?? new URL('../../build/release/drp', import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** A portal with demo data that somebody else has started, such as deploy/compose/try, and its import token. */
const STARTED = process.env.DRP_E2E_BASE ?? '';
const IMPORT_TOKEN = process.env.DRP_E2E_IMPORT_TOKEN ?? 'an-import-token-for-the-browser-tests-0123456789';
export const DEMO_PASSWORD = 'demo-portal';

export interface Portal {
  base: string;
  /** Where its store is; empty for one that was started elsewhere. */
  folder: string;
  browser: Browser;
  /** A window of its own: cookies, storage and what the console said. */
  open: (options?: BrowserContextOptions) => Promise<{ page: Page; context: BrowserContext; complaints: string[] }>;
  /** Sends a file as a machine would. */
  send: (csv: string) => Promise<void>;
  stop: () => Promise<void>;
}

function firstAddress(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const timer = setTimeout(() => { reject(new Error(`no address within 120 s: ${seen}`)); }, 120_000);
    const read = (chunk: Buffer): void => {
      seen += chunk.toString();
      const found = /Serving (https:\/\/\S+?)\/?\s/.exec(seen);
      if (!found?.[1]) return;
      clearTimeout(timer);
      resolve(found[1]);
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.on('exit', (code) => { reject(new Error(`drp ended with ${String(code)}: ${seen}`)); });
  });
}

interface PortalOptions {
  /** drp-config.json, told where the portal will be. */
  configuration?: (base: string) => object;
  environment?: Record<string, string>;
}

interface Served {
  base: string;
  folder: string;
  end: () => Promise<void>;
}

async function serve({ configuration, environment = {} }: PortalOptions): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'drp-e2e-'));
  const port = String(await freePort());
  if (configuration) await writeFile(join(folder, 'drp-config.json'), JSON.stringify(configuration(`https://127.0.0.1:${port}`)));
  const server = spawn(BINARY, ['serve', '--data', folder, '--port', port, '--demo', '--request-log', 'none'], {
    env: { ...process.env, DRP_IMPORT_TOKEN: IMPORT_TOKEN, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = async (): Promise<void> => {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await gone;
    await rm(folder, { recursive: true, force: true });
  };
  return { base: await firstAddress(server), folder, end };
}

export async function startPortal(options: PortalOptions = {}): Promise<Portal> {
  const { base, folder, end } = STARTED ? { base: STARTED, folder: '', end: () => Promise.resolve() } : await serve(options);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });

  return {
    base,
    folder,
    browser,
    open: async (options = {}) => {
      const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      return { page, context, complaints };
    },
    send: async (csv) => {
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const answer = await context.request.post(`${base}/api/data/import?file_name=tick.csv`, {
        headers: { Authorization: `Bearer ${IMPORT_TOKEN}`, 'Content-Type': 'text/csv' },
        data: csv,
      });
      if (answer.status() !== 202) throw new Error(`import answered ${answer.status()}: ${await answer.text()}`);
      await context.close();
    },
    stop: async () => {
      await browser.close();
      await end();
    },
  };
}

export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => { resolve(typeof address === 'object' && address ? address.port : 0); });
    });
  });
}

export async function logIn(page: Page, base: string, email: string): Promise<void> {
  await page.goto(`${base}/log-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.waitForURL('**/meters**');
}

/** The page has what it wants to show. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => !document.querySelector('[role=status][aria-label=Loading], [aria-busy=true]'));
}
