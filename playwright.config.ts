/**
 * The browser tests: the whole product in Chromium, against the emulator. The browser comes from npm;
 * CHROME_PATH names another one. Nothing is downloaded and no service has to run.
 */
import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';
import chromium from '@sparticuz/chromium';

/** Serverless flags that a machine with more than one process does not want. */
const unwanted = new Set(['--single-process', '--no-zygote']);

async function browserPath(): Promise<string> {
  const told = process.env['CHROME_PATH'];
  if (told !== undefined && told !== '') return told;
  if (process.platform === 'linux' && process.arch === 'x64') return chromium.executablePath();
  const usual = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
  if (usual !== undefined) return usual;
  throw new Error('No browser was found: set CHROME_PATH to a Chromium or Chrome.');
}

const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'test/browser',
  testMatch: '**/*.browser.test.ts',
  globalSetup: './test/browser/product.ts',
  outputDir: 'test-results',
  reporter: 'list',
  // One product for all tests: they look at it one after the other.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1280, height: 860 },
    locale: 'en-GB',
    timezoneId: 'Australia/Sydney',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: await browserPath(),
      args: [
        ...chromium.args.filter((flag) => !unwanted.has(flag)),
        ...(isRoot ? ['--no-sandbox'] : []),
      ],
    },
  },
});
