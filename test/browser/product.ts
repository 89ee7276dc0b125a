/**
 * Starts the whole product once for all browser tests, as a person would: sample practice, emulator,
 * first sync, tie-out; on a free port and in a folder of its own. Stops it by its process id.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readyWithinMs = 150_000;
const stopsWithinMs = 15_000;

/** Where the tests find it; Playwright's workers inherit the environment. */
const variables = { product: 'TIEOUT_BROWSER_URL', emulator: 'TIEOUT_BROWSER_XERO_URL' } as const;

function told(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: the product was not started`);
  return value;
}

export const productUrl = (): string => told(variables.product);
export const emulatorUrl = (): string => told(variables.emulator);

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no free port'));
        else resolve(address.port);
      });
    });
  });
}

/** Playwright calls it before all tests, and what it answers after them. */
async function startProduct(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tieout-browser-'));
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, 'src/app/main.ts'), 'start'], {
    cwd: root,
    env: { ...process.env, TIEOUT_PORT: String(port), TIEOUT_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const isReady = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`Tieout was not ready in ${readyWithinMs} ms:\n${said}`)),
      readyWithinMs,
    );
    const listen = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      if (!/Tieout is ready on http/.test(said) || !/Xero emulator on http/.test(said)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => reject(new Error(`Tieout ended with ${code}:\n${said}`)));
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      const hasEnded = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopsWithinMs);
      await hasEnded;
      clearTimeout(timer);
    }
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await isReady;
  } catch (error) {
    await stop();
    throw error;
  }
  process.env[variables.product] = `http://localhost:${port}`;
  process.env[variables.emulator] = /Xero emulator on (http\S+)/.exec(said)?.[1] ?? '';
  return stop;
}

// Playwright takes the set-up from the default export.
// oxlint-disable-next-line import/no-default-export -- its only way
export default startProduct;
