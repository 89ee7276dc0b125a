/**
 * Settles writes whose answer never came, of this process or of one that died: look (read what
 * changed since), adopt what is provably ours, and only then let a record be written again
 * (docs/SPEC.md PRO). Answers when it is worth looking again.
 */
import { must } from '../base/assert.ts';
import type { Instant } from '../base/time.ts';
import type { Tx } from '../store/database.ts';
import { noteLooks, noteReplay, readOpenIntents, type StoredIntent } from '../store/intents.ts';
import { findByMark, readMirror } from '../store/mirror.ts';
import type { AnyMirror, Kind } from '../sync/mirror.ts';
import { settle, type Settlement } from '../sync/settle.ts';
import { tokenFingerprint } from './keep-token.ts';
import type { Push, PushCounts } from './push.ts';
import { recordAnswer } from './push.ts';
import { readChanges, resourceOf } from './read-changes.ts';
import { recordOutcomes, type SettledIntent } from './record-outcomes.ts';

export interface Settled {
  readonly accepted: number;
  readonly absent: number;
  readonly open: number;
  /** When the next of those that are still open can be settled. */
  readonly until?: Instant;
}

const nothing: Settled = { accepted: 0, absent: 0, open: 0 };

/** One look at everything that is open, and what follows from it. */
export async function settleOpen(push: Push): Promise<Settled> {
  const { session, connection } = push;
  const { context } = session;
  const open = await context.database.transaction((tx) => readOpenIntents(tx, connection.id));
  if (open.length === 0) return nothing;
  const lookedAt = context.clock.now();
  const seen = new Set<Kind>();
  for (const kind of new Set(open.map((intent) => intent.kind))) {
    const { isWhole } = await readChanges(session, resourceOf[kind]);
    if (isWhole) seen.add(kind);
  }
  // A read that did not understand every record proves no absence.
  const looked = open.filter((intent) => seen.has(intent.kind));
  const { accessToken } = await session.access();
  const token = tokenFingerprint(accessToken);
  const decided = await context.database.transaction(async (tx) => {
    await session.keepLease(tx);
    await noteLooks(tx, { intentIds: looked.map((intent) => intent.id), at: lookedAt });
    const intents = await readOpenIntents(tx, connection.id);
    const settlements = await decide(tx, push, { intents, token });
    const settled = settlements.flatMap(({ intent, settlement }) => settledOf(intent, settlement));
    await recordOutcomes(tx, connection, { settled, at: context.clock.now() });
    return settlements;
  });
  const replays = decided.filter(({ settlement }) => settlement.kind === 'replay');
  let replayed = 0;
  for (const intents of Map.groupBy(replays, ({ intent }) => intent.callId).values()) {
    replayed += await replay(
      push,
      intents.map(({ intent }) => intent),
    );
  }
  return countSettled(decided, replayed);
}

interface Decided {
  readonly intent: StoredIntent;
  readonly settlement: Settlement;
}

async function decide(
  tx: Tx,
  push: Push,
  given: { intents: readonly StoredIntent[]; token: string },
): Promise<Decided[]> {
  const found = await findAll(tx, push, given.intents);
  const facts = given.intents.map((intent) => ({ intent, found: found(intent) }));
  const now = push.session.context.clock.now();
  const settleOne = (one: (typeof facts)[number], isCallKnownDone: boolean): Settlement =>
    settle(
      {
        write: one.intent.write,
        firstSentAt: one.intent.openedAt,
        sentAt: one.intent.call.sentAt,
        looks: one.intent.looks,
        ...(one.intent.lookedAt === undefined ? {} : { lookedAt: one.intent.lookedAt }),
        isSameToken: one.intent.call.tokenFingerprint === given.token,
        isCallKnownDone,
        found: one.found,
      },
      now,
    );
  const doneCalls = new Set(
    facts
      .filter((one) => one.intent.isCallDone || settleOne(one, false).kind === 'accepted')
      .map((one) => one.intent.callId),
  );
  return facts.map((one) => ({
    intent: one.intent,
    settlement: settleOne(one, doneCalls.has(one.intent.callId)),
  }));
}

/** What the mirror now holds under the mark or the id of each write. */
async function findAll(
  tx: Tx,
  push: Push,
  intents: readonly StoredIntent[],
): Promise<(intent: StoredIntent) => AnyMirror[]> {
  const { connection } = push;
  const byKey = new Map<string, AnyMirror[]>();
  for (const kind of ['contact', 'invoice', 'payment'] as const) {
    const ofKind = intents.filter((intent) => intent.kind === kind);
    const marks = ofKind.filter(isCreation).map((intent) => intent.mark);
    for (const mirror of await findByMark(tx, connection.id, { kind, marks })) {
      const key = keyOf(kind, markOf(mirror));
      byKey.set(key, [...(byKey.get(key) ?? []), mirror]);
    }
    const xeroIds = ofKind.filter((intent) => !isCreation(intent)).map((intent) => intent.mark);
    const byId = await readMirror<AnyMirror>(tx, connection.id, { kind, xeroIds });
    for (const [xeroId, mirror] of byId) byKey.set(keyOf(kind, xeroId), [mirror]);
  }
  return (intent) => byKey.get(keyOf(intent.kind, intent.mark)) ?? [];
}

function isCreation(intent: StoredIntent): boolean {
  return intent.write.action === 'create';
}

function keyOf(kind: Kind, mark: string): string {
  return `${kind}/${mark}`;
}

function markOf(mirror: AnyMirror): string {
  if (mirror.kind === 'contact') return mirror.fields.number;
  return mirror.kind === 'payment' ? mirror.reference : mirror.number;
}

function settledOf(intent: StoredIntent, settlement: Settlement): SettledIntent[] {
  if (settlement.kind === 'accepted') {
    const outcome = { kind: 'accepted', echo: settlement.mirror } as const;
    return [{ intent, callId: intent.callId, outcome }];
  }
  if (settlement.kind === 'absent') {
    return [{ intent, callId: intent.callId, outcome: { kind: 'absent' } }];
  }
  return [];
}

/** The stored call once more: the same key and the same bytes. Answers how many writes were accepted. */
async function replay(push: Push, intents: readonly StoredIntent[]): Promise<number> {
  const { session } = push;
  const { call } = must(intents[0], 'an intent to replay');
  const { database, clock } = session.context;
  const access = await session.access();
  const claimedAt = clock.now();
  await database.transaction(async (tx) => {
    await session.keepLease(tx);
    const note = 'sent again with the same key';
    await noteReplay(tx, { callId: call.id, at: claimedAt, note });
  });
  const { idempotencyKey } = call;
  const { outcome, status } = await session.send(call, { idempotencyKey, access, claimedAt });
  // Refused unread or without an answer: the intents stay open, and are looked for again.
  if (outcome.kind !== 'answered') return 0;
  const counts: PushCounts = { accepted: 0, rejected: 0, unknown: 0 };
  await recordAnswer(push, { claimed: { call, intents }, outcome, status, counts });
  return counts.accepted;
}

function countSettled(decided: readonly Decided[], replayed: number): Settled {
  const count = (kind: Settlement['kind']): number =>
    decided.filter(({ settlement }) => settlement.kind === kind).length;
  const untils = decided.flatMap(({ settlement }) =>
    settlement.kind === 'wait' ? [settlement.until] : [],
  );
  const until = untils.length === 0 ? undefined : (Math.min(...untils) as Instant);
  return {
    accepted: count('accepted') + replayed,
    absent: count('absent'),
    open: count('wait') + count('replay') - replayed,
    ...(until === undefined ? {} : { until }),
  };
}
