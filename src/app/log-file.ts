/** The log: JSON lines by pino, into a file of the data folder or to the terminal's error stream. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import type { Log } from '../base/log.ts';

const redacted = ['accessToken', 'refreshToken', 'secret', 'authorization', 'connectionString'];

/** `folder` undefined: warnings and errors to stderr alone. */
export function openLog(folder: string | undefined): Log {
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const destination = pino.destination(
    folder === undefined ? 2 : { dest: join(folder, 'tieout.log'), sync: false, mkdir: true },
  );
  const level = folder === undefined ? 'warn' : 'info';
  const logger = pino({ base: null, level, redact: redacted }, destination);
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}
