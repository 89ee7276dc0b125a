/**
 * Pushes what has to happen for one kind: plan the hinted records, take our own side's part, then
 * write the rest in batches. Each batch is claimed in a transaction that plans its records once more
 * and stores the intents with the exact bytes; then it is sent, once; then what came of it is
 * recorded. A crash between any two of these is settled by looking (docs/SPEC.md PRO).
 */
import { must } from '../base/assert.ts';
import { newId, type BookId, type XeroId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import type { Connection } from '../store/connections.ts';
import type { Tx } from '../store/database.ts';
import { replaceFindings } from '../store/findings.ts';
import { clearHints, readHints, readHintsOf, type Hint } from '../store/hints.ts';
import {
  closeCall,
  openCall,
  withdrawCall,
  type NewIntent,
  type StoredCall,
} from '../store/intents.ts';
import { readMirror, saveMirror } from '../store/mirror.ts';
import type { Kind, MirrorContact } from '../sync/mirror.ts';
import type { PlanContext } from '../sync/plan.ts';
import type { Write } from '../sync/posting.ts';
import { readByIds } from '../xero/reads.ts';
import type { XeroAccess } from '../xero/requests.ts';
import type { ContactReading } from '../xero/wire-contact.ts';
import { groupWrites, prepareCall, type PreparedCall } from '../xero/writes.ts';
import { applyLocally, localCommands } from './apply.ts';
import { SyncStopped } from './context.ts';
import { tokenFingerprint } from './keep-token.ts';
import { planRecords, type Planned } from './planning.ts';
import { resourceOf } from './read-changes.ts';
import { recordOutcomes, type SettledIntent } from './record-outcomes.ts';
import type { Session } from './session.ts';

export interface PushCounts {
  accepted: number;
  rejected: number;
  /** Of these the answer never came. */
  unknown: number;
}

export interface Push {
  readonly session: Session;
  readonly connection: Connection;
  readonly planContext: PlanContext;
  /** Called as batches are done, with how many records they were; a record may be counted twice. */
  readonly onDone: (records: number) => Promise<void>;
}

/** Our own commands can call for others (a link for an edit): planned again at most so often. */
const localPassesMax = 5;
/** A record is written at most so often in one sync; more would be going round in circles. */
const writesPerRecordMax = 3;
/** Batches in flight at once; people keep their slot (RULES P13). */
const batchesAtOnce = 4;
const refusalsMax = 8;

interface WantedWrite {
  readonly write: Write;
  readonly attemptKey: string;
  readonly planned: Planned;
}

/** Pushes every hinted record of a kind. */
export async function pushKind(push: Push, kind: Kind): Promise<PushCounts> {
  const counts: PushCounts = { accepted: 0, rejected: 0, unknown: 0 };
  const written = new Map<BookId, number>();
  let after: string | undefined;
  for (;;) {
    push.session.checkStopped();
    const page = { kind, after, limit: limits.planChunk };
    const hints = await push.session.context.database.transaction((tx) =>
      readHints(tx, push.connection.id, page),
    );
    const last = hints.at(-1);
    if (!last) return counts;
    after = last.bookId;
    await pushChunk(push, { kind, hints, counts, written });
  }
}

async function pushChunk(
  push: Push,
  chunk: {
    kind: Kind;
    hints: readonly Hint[];
    counts: PushCounts;
    written: Map<BookId, number>;
  },
): Promise<void> {
  let ids = chunk.hints.map((hint) => hint.bookId);
  for (let round = 0; round < writesPerRecordMax && ids.length > 0; round += 1) {
    const writes = await planAndApply(push, { kind: chunk.kind, ids });
    const written = recordsOf(writes);
    const isFirst = round === 0;
    if (isFirst) await push.onDone(ids.length - written.length);
    const groups = shareCalls(writes);
    for (let i = 0; i < groups.length; i += batchesAtOnce) {
      const together = groups.slice(i, i + batchesAtOnce);
      await Promise.all(together.map((group) => pushBatch(push, { ...chunk, group })));
      if (isFirst) await push.onDone(recordsOf(together.flat()).length);
    }
    ids = written;
  }
}

function recordsOf(writes: readonly WantedWrite[]): BookId[] {
  return [...new Set(writes.map(({ planned }) => planned.hintId))];
}

/** Plans, takes our own side's part and keeps the findings; answers the writes that remain. */
async function planAndApply(
  push: Push,
  wanted: { kind: Kind; ids: readonly BookId[] },
): Promise<WantedWrite[]> {
  const { session, connection } = push;
  return session.context.database.transaction(async (tx) => {
    await session.keepLease(tx);
    const hints = await readHintsOf(tx, connection.id, wanted);
    const planned = await planUntilStable(push, tx, wanted);
    await replaceFindings(tx, connection.id, {
      records: findingRecords(planned, wanted),
      at: session.context.clock.now(),
      random: session.context.random,
    });
    const busy = new Set(
      planned
        .filter(({ plan }) => plan.waitsFor !== undefined || plan.commands.length > 0)
        .map(({ hintId }) => hintId),
    );
    await clearHints(tx, connection.id, {
      kind: wanted.kind,
      hints: hints.filter((hint) => !busy.has(hint.bookId)),
    });
    return writesOf(planned);
  });
}

async function planUntilStable(
  push: Push,
  tx: Tx,
  wanted: { kind: Kind; ids: readonly BookId[] },
): Promise<Planned[]> {
  const { session, connection, planContext } = push;
  const done = new Map<BookId, Planned[]>();
  let ids = wanted.ids;
  for (let pass = 0; pass < localPassesMax && ids.length > 0; pass += 1) {
    const planned = await planRecords(tx, connection.id, {
      context: planContext,
      kind: wanted.kind,
      ids,
    });
    for (const [hintId, plans] of Map.groupBy(planned, (one) => one.hintId)) {
      done.set(hintId, plans);
    }
    const moving = planned.filter((one) => localCommands(one).length > 0);
    await applyLocally(session.context, tx, { connection, planned: moving });
    ids = [...new Set(moving.map((one) => one.hintId))];
  }
  return [...done.values()].flat();
}

/** What only Xero paid is said of the invoice; when nothing of it is left, that is said too. */
function findingRecords(
  planned: readonly Planned[],
  wanted: { kind: Kind; ids: readonly BookId[] },
) {
  const said = planned.map(({ plan }) => ({
    kind: plan.kind,
    bookId: plan.bookId,
    findings: plan.findings,
  }));
  const named = new Set(said.map(({ bookId }) => bookId));
  const rest = wanted.ids.filter((id) => !named.has(id));
  return [...said, ...rest.map((bookId) => ({ kind: wanted.kind, bookId, findings: [] }))];
}

function writesOf(planned: readonly Planned[]): WantedWrite[] {
  return planned.flatMap((one) =>
    one.plan.commands.flatMap((command) =>
      command.kind === 'write'
        ? [{ write: command.write, attemptKey: command.attemptKey, planned: one }]
        : [],
    ),
  );
}

/** Which writes may share a call: creations together, changes together, payments deleted one by one. */
function shareCalls(writes: readonly WantedWrite[]): WantedWrite[][] {
  const isCreation = ({ write }: WantedWrite): boolean => write.action === 'create';
  const creations = writes.filter(isCreation);
  const byWrite = new Map(creations.map((one) => [one.write, one]));
  const groups = groupWrites(creations.map((one) => one.write)).map((group) =>
    group.map((write) => must(byWrite.get(write), 'the plan of a write')),
  );
  const changes = writes.filter((one) => !isCreation(one));
  const isAlone = changes[0]?.planned.plan.kind === 'payment';
  const size = isAlone ? 1 : limits.writeElementsMax;
  for (let i = 0; i < changes.length; i += size) groups.push(changes.slice(i, i + size));
  return groups;
}

interface Claimed {
  readonly call: StoredCall;
  readonly prepared: PreparedCall;
  readonly intents: readonly NewIntent[];
}

async function pushBatch(
  push: Push,
  batch: {
    kind: Kind;
    group: readonly WantedWrite[];
    counts: PushCounts;
    written: Map<BookId, number>;
  },
): Promise<void> {
  const { session } = push;
  for (let refusals = 0; refusals < refusalsMax; refusals += 1) {
    session.checkStopped();
    const before = await rereadTargets(push, batch);
    const access = await session.access();
    const claimed = await claim(push, { ...batch, access, before });
    if (!claimed) return;
    const { call, prepared } = claimed;
    const { idempotencyKey } = call;
    const { outcome, status } = await session.send(prepared, {
      idempotencyKey,
      access,
      claimedAt: call.sentAt,
    });
    if (outcome.kind === 'unknown') {
      batch.counts.unknown += claimed.intents.length;
      session.context.log.warn('no answer to a write', { callId: call.id, reason: outcome.reason });
      return;
    }
    if (outcome.kind === 'answered') {
      await recordAnswer(push, { claimed, outcome, status, counts: batch.counts });
      for (const { bookId } of claimed.intents) {
        batch.written.set(bookId, (batch.written.get(bookId) ?? 0) + 1);
      }
      return;
    }
    await session.context.database.transaction((tx) => withdrawCall(tx, call.id, outcome.kind));
    await session.afterRefusal(outcome, access);
  }
  throw new SyncStopped('unreachable', 'Xero took no call');
}

/** Before an update its targets are read again by id: Xero has no If-Match (RULES P8). */
async function rereadTargets(
  push: Push,
  batch: { kind: Kind; group: readonly WantedWrite[] },
): Promise<ReadonlyMap<XeroId, ContactReading>> {
  const { session, connection } = push;
  const targets = batch.group.flatMap(({ write }) =>
    write.action === 'create' ? [] : [write.mark],
  );
  if (targets.length === 0) return new Map();
  const at = session.context.clock.now();
  const page = await session.read((transport, access) =>
    readByIds(transport, access, { resource: resourceOf[batch.kind], ids: targets }),
  );
  return session.context.database.transaction(async (tx) => {
    await saveMirror(tx, connection.id, { records: page.records, at });
    return batch.kind === 'contact'
      ? readMirror<MirrorContact & ContactReading>(tx, connection.id, {
          kind: 'contact',
          xeroIds: targets,
        })
      : new Map<XeroId, ContactReading>();
  });
}

/** Plans the batch's records once more and, for those that still want the write, stores the intent. */
async function claim(
  push: Push,
  batch: {
    kind: Kind;
    group: readonly WantedWrite[];
    written: ReadonlyMap<BookId, number>;
    access: XeroAccess;
    before: ReadonlyMap<XeroId, ContactReading>;
  },
): Promise<Claimed | undefined> {
  const { session, connection, planContext } = push;
  const { context } = session;
  return context.database.transaction(async (tx) => {
    await session.keepLease(tx);
    const wanted = new Set(batch.group.map(({ planned }) => planned.plan.bookId));
    const isCreation = batch.group[0]?.write.action === 'create';
    const ids = [...new Set(batch.group.map(({ planned }) => planned.hintId))];
    const planned = await planRecords(tx, connection.id, {
      context: planContext,
      kind: batch.kind,
      ids,
    });
    const writes = writesOf(planned).filter(
      ({ write, planned: { plan } }) =>
        wanted.has(plan.bookId) &&
        (write.action === 'create') === isCreation &&
        (batch.written.get(plan.bookId) ?? 0) < writesPerRecordMax,
    );
    if (writes.length === 0) return undefined;
    const now = context.clock.now();
    const prepared = prepareCall(
      writes.map(({ write }) => write),
      batch.before,
    );
    const call: StoredCall = {
      id: newId(context.random, now),
      method: prepared.method,
      path: prepared.path,
      body: prepared.body,
      marks: prepared.marks,
      idempotencyKey: context.random.uuid(),
      tokenFingerprint: tokenFingerprint(batch.access.accessToken),
      leaseEpoch: session.lease.epoch,
      sentAt: now,
    };
    const intents = writes.map(({ write, attemptKey, planned: one }) => ({
      id: newId<string>(context.random, now),
      kind: batch.kind,
      bookId: one.plan.bookId,
      hintId: one.hintId,
      bookVersion: one.bookVersion,
      mark: write.mark,
      write,
      attemptKey,
    }));
    await openCall(tx, connection.id, { call, intents });
    return { call, prepared, intents };
  });
}

async function recordAnswer(
  push: Push,
  answer: {
    claimed: Pick<Claimed, 'call' | 'intents'>;
    outcome: Extract<Awaited<ReturnType<Session['send']>>['outcome'], { kind: 'answered' }>;
    status: number | undefined;
    counts: PushCounts;
  },
): Promise<void> {
  const { claimed, outcome, counts } = answer;
  const { context } = push.session;
  const settled: SettledIntent[] = [];
  for (const intent of claimed.intents) {
    const element = must(outcome.elements.get(intent.mark), `the outcome of ${intent.mark}`);
    counts[element.kind] += 1;
    if (element.kind === 'unknown') continue;
    settled.push({ intent, callId: claimed.call.id, outcome: element });
  }
  const at = context.clock.now();
  await context.database.transaction(async (tx) => {
    await recordOutcomes(tx, push.connection, { settled, at });
    await closeCall(tx, { callId: claimed.call.id, at, status: answer.status });
  });
}

export { recordAnswer };
