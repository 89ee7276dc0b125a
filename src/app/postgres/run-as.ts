/**
 * As whom PostgreSQL runs. It refuses to run as root, and its initdb refuses a user without a name.
 * In both cases it can be shown another user by a Linux user namespace, which needs no account and
 * leaves files and folders ours; where that is not allowed (many containers) root starts it as an
 * ordinary user of the system instead.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { EmbeddedPostgresError, ownServerRemedy } from './embedded-postgres-error.ts';

export type RootStrategy = 'userns' | 'uid';

/** `owner`: who owns the files, as seen from this process. */
export type RunAs =
  | { readonly kind: 'self' }
  | { readonly kind: 'userns'; readonly shownUid: number; readonly shownGid: number }
  | { readonly kind: 'uid'; readonly uid: number; readonly gid: number; readonly name: string };

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** For `spawn`. */
  readonly identity: { readonly uid?: number; readonly gid?: number };
}

/** The command that runs `file` as that user. The process that it starts is `file` itself. */
export function commandAs(runAs: RunAs, file: string, args: readonly string[]): Command {
  switch (runAs.kind) {
    case 'self':
      return { file, args, identity: {} };
    case 'userns':
      return { file: 'unshare', args: [...unshareFlags(runAs), '--', file, ...args], identity: {} };
    case 'uid':
      return { file, args, identity: { uid: runAs.uid, gid: runAs.gid } };
  }
}

function unshareFlags(shown: { shownUid: number; shownGid: number }): string[] {
  return ['--user', `--map-user=${shown.shownUid}`, `--map-group=${shown.shownGid}`];
}

/**
 * The way for this process. `strategy` forces one of root's two ways (a namespace is open to
 * anybody, another account to root alone); without it the namespace comes first. Throws
 * `root-refused` if there is no way.
 */
export function chooseRunAs(strategy?: RootStrategy): RunAs {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && strategy !== 'userns' && hasName()) return { kind: 'self' };
  const accounts = readAccounts();
  if (!isRoot || strategy !== 'uid') {
    const shown = namespaceFor(accounts);
    if (shown !== undefined) return shown;
  }
  const account = isRoot && strategy !== 'userns' ? ordinaryAccount(accounts) : undefined;
  if (account !== undefined) return { kind: 'uid', ...account };
  throw new EmbeddedPostgresError(
    'root-refused',
    `PostgreSQL can't run as ${isRoot ? 'root' : 'a user without a name'}, and neither a user namespace ` +
      `("unshare --user") nor another account can be used here. Run this as an ordinary user, ${ownServerRemedy}.`,
  );
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

function readAccounts(): Account[] {
  const accounts: Account[] = [];
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name = '', , uid = '', gid = ''] = line.split(':');
    if (/^\d+$/.test(uid) && /^\d+$/.test(gid)) accounts.push({ name, uid: +uid, gid: +gid });
  }
  return accounts.filter((account) => account.uid > 0);
}

/** PostgreSQL's own account where there is one, else the one that owns nothing. */
function ordinaryAccount(accounts: readonly Account[]): Account | undefined {
  const byName = (name: string): Account | undefined => accounts.find((each) => each.name === name);
  return byName('postgres') ?? byName('_postgres') ?? byName('nobody');
}

/** A namespace that shows us as somebody with a name, if this machine lets us make one. */
function namespaceFor(accounts: readonly Account[]): RunAs | undefined {
  if (process.platform !== 'linux') return undefined;
  const somebody = accounts.find((each) => each.name === 'nobody') ?? accounts[0];
  if (somebody === undefined) return undefined;
  const shown = { shownUid: somebody.uid, shownGid: somebody.gid };
  const probe = spawnSync('unshare', [...unshareFlags(shown), '--', 'true'], { stdio: 'ignore' });
  return probe.status === 0 ? { kind: 'userns', ...shown } : undefined;
}
