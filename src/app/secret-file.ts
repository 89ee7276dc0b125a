/** The installation's secret: told by TIEOUT_SECRET, or made once in the data folder, for its owner alone. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeal, sealKey, type Seal } from '../base/seal.ts';
import { ConfigError, type Secrets } from './config.ts';

function readOrMake(dataDir: string): string {
  const path = join(dataDir, 'secret');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  chmodSync(path, 0o600);
  const secret = readFileSync(path, 'utf8').trim();
  if (secret === '') throw new ConfigError(`${path} is empty; restore it, or set TIEOUT_SECRET`);
  return secret;
}

/** Several secrets may be told, separated by commas: the first seals, the others still open. */
export function openSeal(secrets: Secrets, dataDir: string): Seal {
  const told = (secrets.secret ?? readOrMake(dataDir)).split(',').map((one) => one.trim());
  if (told.some((one) => one.length < 16)) {
    throw new ConfigError('TIEOUT_SECRET needs at least 16 characters');
  }
  return createSeal(told.map(sealKey));
}
