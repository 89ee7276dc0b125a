/** Connections, tokens and cursors, through engine, database and emulator together. */
import { expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { Fetch } from '../../src/base/http.ts';
import { newId, type PracticeId } from '../../src/base/id.ts';
import { instant, minute } from '../../src/base/time.ts';
import { limits } from '../../src/base/limits.ts';
import { connectByCredentials } from '../../src/engine/connect.ts';
import { accessTo, storeTokens } from '../../src/engine/keep-token.ts';
import { readConnection, readCursors } from '../../src/store/connections.ts';
import { sql } from '../../src/store/database.ts';
import { addPractice } from '../../src/store/practices.ts';
import { expireAccess } from '../../src/store/tokens.ts';
import { testStart, type Firm } from '../support/firm.ts';
import { callsDuring, firms } from '../support/firms.ts';

const firm = firms();

async function connected(wrapFetch?: (fetch: Fetch) => Fetch): Promise<Firm> {
  const f = await firm(wrapFetch ? { wrapFetch } : {});
  await f.connect();
  return f;
}

function expire(f: Firm): Promise<void> {
  const id = must(f.connectionId, 'a connection');
  return f.database.transaction((tx) => expireAccess(tx, id));
}

/** As a connection that a person consented to holds its tokens. */
async function consented(f: Firm): Promise<void> {
  const id = must(f.connectionId, 'a connection');
  await f.database.transaction((tx) =>
    sql`update connection set grant_kind = 'authorization_code'`.execute(tx),
  );
  await storeTokens(f.engine, id, {
    accessToken: 'old.access.token',
    refreshToken: 'old refresh token',
    expiresAt: instant(f.clock.now() - 1),
    scopes: [],
  });
}

test('[TOK3] two workers that need a new token at once ask for one', async () => {
  const f = await connected();
  await expire(f);
  const connection = await f.connection();
  const calls = await callsDuring(f, async () => {
    const found = await Promise.all([
      accessTo(f.engine, connection),
      accessTo(f.engine, connection),
    ]);
    expect(new Set(found.map(({ accessToken }) => accessToken)).size).toBe(1);
  });
  expect(calls).toEqual({ 'POST /connect/token': 1 });
});

test('[TOK3] a new token is stored before it is used', async () => {
  const f = await connected();
  await expire(f);
  const connection = await f.connection();
  const { accessToken } = await accessTo(f.engine, connection);
  const calls = await callsDuring(f, async () => {
    expect((await accessTo(f.engine, connection)).accessToken).toBe(accessToken);
  });
  expect(calls).toEqual({});
});

test('[TOK4] a refused renewal looks once more before the connection is called lost', async () => {
  let meanwhile: (() => Promise<void>) | undefined;
  const f = await connected((fetch) => async (request) => {
    if (!meanwhile || !request.url.endsWith('/connect/token')) return fetch(request);
    const other = meanwhile;
    meanwhile = undefined;
    // Another process has renewed it: our refresh token is spent.
    await other();
    return {
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: '{"error":"invalid_grant"}',
    };
  });
  await consented(f);
  f.clock.advance(1000);
  const connection = await f.connection();
  meanwhile = () =>
    storeTokens(f.engine, connection.id, {
      accessToken: 'new.access.token',
      refreshToken: 'new refresh token',
      expiresAt: instant(f.clock.now() + 30 * minute),
      scopes: [],
    });
  expect((await accessTo(f.engine, connection)).accessToken).toBe('new.access.token');
  expect((await f.connection()).state).toBe('connected');
});

test('[TOK4] a renewal that is refused for good loses the connection, with what to do', async () => {
  const f = await connected();
  await consented(f);
  await expect(accessTo(f.engine, await f.connection())).rejects.toThrow(/Connect again/);
  const lost = await f.connection();
  expect([lost.state, lost.stateReason]).toEqual([
    'lost',
    expect.stringContaining('Connect again'),
  ]);
  const result = await f.sync();
  expect(result.stopped?.code).toBe('connection_lost');
  expect(result.calls).toBe(0);
});

test('[TOK4] a sign-in that does not answer loses nothing', async () => {
  let isDown = false;
  const f = await connected((fetch) => async (request) => {
    if (isDown && request.url.endsWith('/connect/token')) {
      return { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>' };
    }
    return fetch(request);
  });
  await expire(f);
  isDown = true;
  expect((await f.sync()).stopped?.code).toBe('unreachable');
  isDown = false;
  expect((await f.sync()).stopped).toBeUndefined();
});

test('[CUR1] a cursor is the answer’s own time less an overlap', async () => {
  const f = await firm();
  const contact = f.contact();
  await f.enter({ contacts: [contact], invoices: [f.invoice(contact.id)] });
  await f.connect();
  // Our clock is wrong by an hour; Xero's own counts.
  await f.control('PUT', '/clock', { advanceMs: 60 * minute });
  await f.sync();
  const id = must(f.connectionId, 'a connection');
  const cursors = await f.database.transaction((tx) => readCursors(tx, id));
  const theirs = testStart + 60 * minute;
  for (const resource of ['contacts', 'invoices', 'credit_notes', 'payments']) {
    expect(theirs - must(cursors.get(resource), resource)).toBe(limits.cursorOverlapMs);
  }
});

test('[CUR1] what changed in Xero right behind a reading is read the next time', async () => {
  const f = await firm();
  await f.connect();
  await f.sync();
  await f.act('PUT', '/Contacts', { Name: 'Just now' });
  await f.sync();
  const { rows } = await f.database.transaction((tx) =>
    sql<{ count: number }>`
      select count(*) as count from mirror where kind = 'contact' and name_key = 'just now'`.execute(
      tx,
    ),
  );
  expect(rows[0]?.count).toBe(1);
});

test('[TIE6] a tie-out asks Xero nothing', async () => {
  const f = await firm();
  const contact = f.contact();
  await f.enter({ contacts: [contact], invoices: [f.invoice(contact.id)] });
  await f.connect();
  await f.sync();
  const calls = await callsDuring(f, async () => {
    const report = await f.tieOut();
    expect(report.mirrorReadAt).not.toBeNull();
  });
  expect(calls).toEqual({});
});

test('[CON7] a connection that was told to go is not synced', async () => {
  const f = await connected();
  await f.database.transaction((tx) =>
    sql`update connection set state = 'disconnected'`.execute(tx),
  );
  const id = must(f.connectionId, 'a connection');
  expect((await f.database.transaction((tx) => readConnection(tx, id)))?.state).toBe(
    'disconnected',
  );
  const calls = await callsDuring(f, () => f.sync());
  expect(calls).toEqual({});
});

test('[CON1] another practice that asks for an organisation is refused, its own gets the one it has', async () => {
  const f = await firm();
  const first = await f.connect();
  const other = newId<PracticeId>(f.random, f.clock.now());
  await f.database.transaction((tx) =>
    addPractice(
      tx,
      {
        id: other,
        name: 'Other',
        baseCurrency: 'AUD',
        countryCode: 'AU',
        timeZone: 'Australia/Perth',
      },
      f.clock.now(),
    ),
  );
  const outcome = await connectByCredentials(f.engine, { practiceId: other, isReadOnly: false });
  expect(outcome).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('Another practice'),
  });
  const own = await connectByCredentials(f.engine, { practiceId: f.practiceId, isReadOnly: false });
  expect(own).toMatchObject({ kind: 'connected', isNew: false, connectionId: first });
});
