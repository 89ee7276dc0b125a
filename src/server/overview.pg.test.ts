/** The overview, findings, syncs, tie-outs and events over HTTP. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FindingView } from '../api/findings.ts';
import type { Overview } from '../api/overview.ts';
import type { Page } from '../api/scalars.ts';
import type { TieOutSummary, TieOutView } from '../api/tie-outs.ts';
import { seededRandom } from '../base/random.ts';
import { instant } from '../base/time.ts';
import { setInvoiceStatus } from '../store/book-edits.ts';
import { setConnectionState, takeLease } from '../store/connections.ts';
import { openDatabase } from '../store/database.ts';
import { replaceFindings } from '../store/findings.ts';
import { noteHints } from '../store/hints.ts';
import { migrate } from '../store/migrate.ts';
import { finishRun, noteProgress, saveTieOut, startRun } from '../store/syncs.ts';
import { freshDatabase, templateDatabase } from '../../test/support/postgres.ts';
import type { TestDatabase } from '../../test/support/test-database.ts';
import { agreementOf } from './overview.ts';
import {
  connectionId,
  fillPractice,
  invoiceId,
  practiceId,
  serverOn,
  startsAt,
  type TestServer,
} from './practice-for-tests.ts';

let database: TestDatabase;
let server: TestServer;
beforeEach(async () => {
  database = await templateDatabase(fillPractice, 'server').fresh();
  server = serverOn(database.url);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await database.drop();
});

const runId = '00000000-0000-7000-8099-000000000001';

async function overview(): Promise<Overview['connections'][number]> {
  const whole = (await (await server.ask('/api/v1/overview')).json()) as Overview;
  expect(whole.practice).toMatchObject({ name: 'Hollis Marr', baseCurrency: 'AUD' });
  const [connection] = whole.connections;
  if (!connection) throw new Error('the overview has no connection');
  return connection;
}

async function startRunning(): Promise<void> {
  await server.database.transaction(async (tx) => {
    const until = instant(startsAt + 60_000);
    await takeLease(tx, { connectionId, owner: 'worker', now: startsAt, until });
    await startRun(tx, { id: runId, connectionId, cause: 'person', at: startsAt });
    await noteProgress(tx, { id: runId, phase: 'invoices', done: 150, total: 1000, calls: 12 });
  });
}

test('a connection that was never compared says so', async () => {
  expect(await overview()).toMatchObject({
    agreement: 'never',
    tieOut: null,
    organisation: 'Hollis Marr Pty Ltd',
    connectedBy: 'bookkeeper@hollismarr.example',
    budget: { dayRemaining: 940, minuteRemaining: 58 },
    findings: [],
    running: null,
  });
});

test('a tie-out made over HTTP is kept, listed and shown', async () => {
  const made = (await (
    await server.ask('/api/v1/tie-outs', { method: 'POST', json: {} })
  ).json()) as TieOutView;
  expect(made.agree).toBe(false);
  expect(made.differences.length).toBeGreaterThan(0);
  const list = (await (await server.ask('/api/v1/tie-outs')).json()) as Page<TieOutSummary>;
  expect(list.items).toMatchObject([
    { id: made.id, agree: false, differences: made.differences.length },
  ]);
  const one = (await (await server.ask(`/api/v1/tie-outs/${made.id}`)).json()) as TieOutView;
  expect(one).toEqual(made);
  expect(await overview()).toMatchObject({ agreement: 'not_tied_out', tieOut: { id: made.id } });
});

test('what was edited since the tie-out is said, and is no longer called tied out', async () => {
  const counts = { contacts: 2, invoices: 5, payments: 2 };
  const report = {
    equal: counts,
    outOfScope: counts,
    receivables: [],
    differences: [],
    mirrorReadAt: null,
  };
  await server.database.transaction((tx) =>
    saveTieOut(tx, { id: runId, connectionId, at: startsAt, agree: true, report }),
  );
  expect(await overview()).toMatchObject({ agreement: 'tied_out', tieOut: { equal: counts } });
  // A hint alone says only "look again".
  await server.database.transaction((tx) =>
    noteHints(tx, connectionId, { kind: 'invoice', bookIds: [invoiceId(1)] }),
  );
  expect(await overview()).toMatchObject({ agreement: 'tied_out', waiting: { invoice: 1 } });
  const at = instant(startsAt + 1000);
  const edit = { practiceId, at, actor: 'test', why: 'sent too early' };
  const moved = { id: invoiceId(2), from: 'issued', to: 'cancelled' } as const;
  await server.database.transaction((tx) => setInvoiceStatus(tx, edit, moved));
  expect(await overview()).toMatchObject({ agreement: 'changed_since' });
});

test('an open finding is never tied out, whatever the last tie-out said', () => {
  const tied = { tieOut: { agree: true }, hasChanged: false, findings: 0 };
  expect(agreementOf(tied)).toBe('tied_out');
  expect(agreementOf({ ...tied, findings: 1 })).toBe('not_tied_out');
  expect(agreementOf({ ...tied, tieOut: null })).toBe('never');
});

test('a running sync shows how far it is, and its calls come off what is left today', async () => {
  await startRunning();
  expect(await overview()).toMatchObject({
    running: { id: runId, state: 'running', phase: 'invoices', done: 150, total: 1000, calls: 12 },
    budget: { dayRemaining: 928 },
  });
});

test('a run whose process died is called interrupted, not running', async () => {
  await server.database.transaction((tx) =>
    startRun(tx, { id: runId, connectionId, cause: 'start', at: startsAt }),
  );
  expect(await overview()).toMatchObject({
    running: null,
    syncs: [{ id: runId, state: 'interrupted' }],
  });
});

test('a finished run says what it read and wrote, and why it stopped', async () => {
  await startRunning();
  const counts = { accepted: 2, rejected: 1, unknown: 0 };
  const result = {
    calls: 14,
    read: 30,
    open: 0,
    counts: { contact: counts, invoice: counts, payment: counts },
    stopped: { code: 'day_limit', message: "Xero's daily limit is used up" },
  };
  await server.database.transaction((tx) =>
    finishRun(tx, { id: runId, at: startsAt, calls: 14, result }),
  );
  const list = (await (await server.ask('/api/v1/syncs')).json()) as Page<unknown>;
  expect(list.items).toMatchObject([
    {
      state: 'stopped',
      calls: 14,
      read: 30,
      written: 6,
      rejected: 3,
      stoppedBecause: "Xero's daily limit is used up",
    },
  ]);
});

test('findings are grouped by code, listed, and what Xero refused can be tried again', async () => {
  const facts = {
    number: 'INV-0001',
    messages: 'Account code 200 is archived.',
    name: 'Blackwood',
  };
  const finding = (code: 'invoice.rejected' | 'invoice.contact_blocked') => [
    { code, facts } as const,
  ];
  await server.database.transaction((tx) =>
    replaceFindings(tx, connectionId, {
      records: [
        { kind: 'invoice', bookId: invoiceId(1), findings: finding('invoice.rejected') },
        { kind: 'invoice', bookId: invoiceId(2), findings: finding('invoice.contact_blocked') },
        { kind: 'invoice', bookId: invoiceId(4), findings: finding('invoice.contact_blocked') },
      ],
      at: startsAt,
      random: seededRandom(1),
    }),
  );
  expect((await overview()).findings.map(({ code, count }) => [code, count])).toEqual([
    ['invoice.contact_blocked', 2],
    ['invoice.rejected', 1],
  ]);
  const page = (await (await server.ask('/api/v1/findings?limit=2')).json()) as Page<FindingView>;
  const rest = (await (
    await server.ask(`/api/v1/findings?limit=2&cursor=${page.nextCursor ?? ''}`)
  ).json()) as Page<FindingView>;
  const all = [...page.items, ...rest.items];
  expect(all.map(({ number }) => number).sort()).toEqual(['INV-0001', 'INV-0002', 'INV-0004']);
  const rejected = all.find(({ code }) => code === 'invoice.rejected');
  const blocked = all.find(({ code }) => code === 'invoice.contact_blocked');
  const again = await server.ask(`/api/v1/findings/${rejected?.id}/retry`, { method: 'POST' });
  expect(again.status).toBe(200);
  expect(server.started).toEqual([connectionId]);
  expect(await overview()).toMatchObject({ waiting: { invoice: 1 } });
  const useless = await server.ask(`/api/v1/findings/${blocked?.id}/retry`, { method: 'POST' });
  expect(await useless.json()).toMatchObject({ status: 409, code: 'finding.no_retry' });
});

test('no sync is started of a connection that was lost, and the reason is told', async () => {
  const reason = 'Xero no longer knows this grant. Connect again.';
  await server.database.transaction((tx) =>
    setConnectionState(tx, connectionId, { state: 'lost', reason }),
  );
  const answer = await server.ask('/api/v1/syncs', { method: 'POST', json: {} });
  expect(await answer.json()).toMatchObject({
    status: 409,
    code: 'connection.lost',
    detail: reason,
  });
  expect(server.started).toEqual([]);
});

test('events tell how far a run is, then that something changed', async () => {
  const answer = await server.ask('/api/v1/events');
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('the answer has no body');
  let text = '';
  const until = async (part: string): Promise<void> => {
    while (!text.includes(part)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`the stream ended before ${part}: ${text}`);
      text += value;
    }
  };
  await until('"run":null');
  await startRunning();
  await until('"phase":"invoices","done":150,"total":1000');
  const result = { calls: 12, read: 0, open: 0, counts: {} };
  await server.database.transaction((tx) =>
    finishRun(tx, { id: runId, at: startsAt, calls: 12, result }),
  );
  await until('event: changed');
  await reader.cancel();
});

test('an empty installation answers: no practice yet, nothing connected', async () => {
  await using empty = await freshDatabase();
  const store = openDatabase(empty.url);
  await migrate(store, startsAt);
  await store.close();
  await using bare = serverOn(empty.url);
  expect(await (await bare.ask('/api/v1/overview')).json()).toMatchObject({
    practice: null,
    connections: [],
  });
  expect(await (await bare.ask('/api/v1/invoices')).json()).toMatchObject({
    code: 'practice.none',
  });
  expect(await (await bare.ask('/healthz')).json()).toEqual({ status: 'ok' });
});
