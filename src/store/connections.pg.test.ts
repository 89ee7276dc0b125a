import { expect, test } from 'vitest';
import type { Firm } from '../../test/support/firm.ts';
import { firms } from '../../test/support/firms.ts';
import { must } from '../base/assert.ts';
import { newId, type ConnectionId } from '../base/id.ts';
import { instant } from '../base/time.ts';
import {
  addConnection,
  clearLeases,
  readConnection,
  readCursors,
  readMirrorAge,
  renewLease,
  returnLease,
  saveCursor,
  takeLease,
  type Lease,
} from './connections.ts';
import { saveSignIn, takeSignIn } from './sign-ins.ts';
import { claimRefresh, endRefresh, readTokens } from './tokens.ts';

const firm = firms();
const connectionOf = (f: Firm) => must(f.connectionId, 'a connection');

async function connected(): Promise<Firm> {
  const f = await firm();
  await f.connect();
  return f;
}

function take(f: Firm, owner: string, forMs = 1000): Promise<Lease | undefined> {
  const now = f.clock.now();
  return f.database.transaction((tx) =>
    takeLease(tx, { connectionId: connectionOf(f), owner, now, until: instant(now + forMs) }),
  );
}

test('[PRO20] one worker at a time holds a connection', async () => {
  const f = await connected();
  const taken = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => take(f, owner)));
  expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
});

test('[PRO20] a lease that ran out can be taken over, and its first holder has lost it', async () => {
  const f = await connected();
  const first = must(await take(f, 'a'), 'a lease');
  expect(await take(f, 'b')).toBeUndefined();
  f.clock.advance(1001);
  const second = must(await take(f, 'b'), 'a lease');
  expect(second.epoch).toBe(first.epoch + 1);
  const renew = (lease: Lease) =>
    f.database.transaction((tx) => renewLease(tx, lease, instant(f.clock.now() + 1000)));
  expect([await renew(first), await renew(second)]).toEqual([false, true]);
  await f.database.transaction((tx) => returnLease(tx, first));
  expect(await take(f, 'c')).toBeUndefined();
  await f.database.transaction((tx) => returnLease(tx, second));
  // What was given back is held no more.
  expect(await renew(second)).toBe(false);
  expect(must(await take(f, 'c'), 'a lease').epoch).toBe(second.epoch + 1);
});

test('[PRO20] leases of the dead are cleared when a database is started by its only user', async () => {
  const f = await connected();
  const first = must(await take(f, 'a', 60_000), 'a lease');
  await f.database.transaction((tx) => clearLeases(tx));
  const second = must(await take(f, 'b'), 'a lease');
  expect(second.epoch).toBeGreaterThan(first.epoch);
  expect(await f.database.transaction((tx) => renewLease(tx, first, f.clock.now()))).toBe(false);
});

test('[CON1] an organisation has one connection here, whichever practice asks', async () => {
  const f = await connected();
  const { tenantId, policy, organisationName, grantKind } = await f.connection();
  const again = await f.database.transaction((tx) =>
    addConnection(tx, {
      id: newId<ConnectionId>(f.random, f.clock.now()),
      practiceId: f.practiceId,
      tenantId,
      policy,
      organisationName,
      grantKind,
      connectedAt: f.clock.now(),
      connectedBy: undefined,
    }),
  );
  expect(again).toBe(false);
});

test('[CON4] what a person carries back from Xero is taken once', async () => {
  const f = await connected();
  const signIn = { state: 's', sealed: 'x', redirectUri: 'http://localhost/', options: { a: 1 } };
  await f.database.transaction((tx) => saveSignIn(tx, { ...signIn, at: f.clock.now() }));
  const takeIt = () => f.database.transaction((tx) => takeSignIn(tx, 's'));
  const taken = await Promise.all([takeIt(), takeIt()]);
  expect(taken.filter((one) => one !== undefined)).toHaveLength(1);
  expect(await takeIt()).toBeUndefined();
});

test('[TOK1] tokens are stored sealed', async () => {
  const f = await connected();
  const stored = must(
    await f.database.transaction((tx) => readTokens(tx, connectionOf(f))),
    'tokens',
  );
  expect(stored.accessToken).not.toContain('eyJ');
  const opened = f.engine.seal.open(stored.accessToken, `access ${connectionOf(f)}`);
  expect(opened.split('.')).toHaveLength(3);
  expect(stored.accessToken).not.toContain(opened);
});

test('[TOK2] one process renews at a time, and a claim that outlived its process ends', async () => {
  const f = await connected();
  const claim = () => {
    const now = f.clock.now();
    const until = instant(now + 40_000);
    return f.database.transaction((tx) =>
      claimRefresh(tx, { connectionId: connectionOf(f), now, until }),
    );
  };
  const claims = await Promise.all([claim(), claim(), claim()]);
  expect(claims.filter(Boolean)).toHaveLength(1);
  f.clock.advance(40_001);
  expect(await claim()).toBe(true);
  await f.database.transaction((tx) => endRefresh(tx, connectionOf(f)));
  expect(await claim()).toBe(true);
});

test('[TIE6] the age of the mirror is that of its oldest reading', async () => {
  const f = await connected();
  const save = (resource: string, readAt: number) =>
    f.database.transaction((tx) =>
      saveCursor(tx, connectionOf(f), {
        resource,
        modifiedSince: instant(0),
        readAt: instant(readAt),
      }),
    );
  await save('contacts', 5000);
  await save('invoices', 3000);
  await save('contacts', 9000);
  const age = await f.database.transaction((tx) => readMirrorAge(tx, connectionOf(f)));
  expect(age).toBe(3000);
  const cursors = await f.database.transaction((tx) => readCursors(tx, connectionOf(f)));
  expect([...cursors.keys()]).toEqual(['contacts', 'invoices']);
});

test('[CON1] a connection that is not there is not made up', async () => {
  const f = await connected();
  const unknown = newId<ConnectionId>(f.random, f.clock.now());
  expect(await f.database.transaction((tx) => readConnection(tx, unknown))).toBeUndefined();
});
