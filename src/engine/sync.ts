/**
 * One sync of one connection: take the lease, read what changed, settle what is open, push contacts,
 * then invoices, then payments, and read back what payments changed. Every step can be the last: what
 * was done is stored, and the next sync looks and plans anew.
 */
import { must } from '../base/assert.ts';
import { newId, type ConnectionId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import { instant, minute, type Instant } from '../base/time.ts';
import {
  readConnection,
  returnLease,
  saveBudget,
  setConnectionState,
  takeLease,
  type Connection,
  type Lease,
} from '../store/connections.ts';
import { countHints, hintFindings } from '../store/hints.ts';
import { readOpenIntents } from '../store/intents.ts';
import { unexplainedMarks } from '../store/mirror.ts';
import { finishRun, noteProgress, startRun } from '../store/syncs.ts';
import type { Kind } from '../sync/mirror.ts';
import type { Priority } from '../xero/limiter.ts';
import { SyncStopped, type EngineContext, type StopCode } from './context.ts';
import { pushKind, type Push, type PushCounts } from './push.ts';
import { allResources, readChanges, refreshReference, resourceOf } from './read-changes.ts';
import { Session } from './session.ts';
import { settleOpen } from './settle-open.ts';
import { sweep } from './sweep.ts';

export interface SyncProgress {
  readonly phase: 'reading' | 'contacts' | 'invoices' | 'payments' | 'checking' | 'settling';
  readonly done: number;
  readonly total: number;
  readonly calls: number;
  /** Calls that Xero still allows today, once it has said so. */
  readonly dayRemaining?: number;
}

export interface SyncOptions {
  /** Why it runs: `start`, `person`, `schedule`, `hint`. */
  readonly cause: string;
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

export interface SyncResult {
  readonly calls: number;
  readonly read: number;
  readonly counts: Readonly<Record<Kind, PushCounts>>;
  /** Writes whose answer is still awaited. */
  readonly open: number;
  /** When to sync again for their sake, or when the limit lets us. */
  readonly until?: Instant;
  readonly stopped?: { readonly code: StopCode; readonly message: string };
}

const kinds: readonly Kind[] = ['contact', 'invoice', 'payment'];
const phaseOf = { contact: 'contacts', invoice: 'invoices', payment: 'payments' } as const;
/** An answer that is due this soon is waited for inside the sync. */
const waitMaxMs = 55_000;
const settleRoundsMax = 4;

const noCounts = (): PushCounts => ({ accepted: 0, rejected: 0, unknown: 0 });

export async function syncConnection(
  context: EngineContext,
  id: ConnectionId,
  options: SyncOptions,
): Promise<SyncResult> {
  const { database, clock } = context;
  const connection = await database.transaction((tx) => readConnection(tx, id));
  const run = new Run(context, must(connection, 'the connection'), options);
  if (connection?.state === 'lost' || connection?.state === 'disconnected') {
    const message = connection.stateReason ?? 'the connection is not connected';
    return { ...run.result(), stopped: { code: 'connection_lost', message } };
  }
  const now = clock.now();
  const until = instant(now + limits.leaseMs);
  const lease = await database.transaction((tx) =>
    takeLease(tx, { connectionId: id, owner: context.workerName, now, until }),
  );
  if (!lease) return { ...run.result(), stopped: { code: 'busy', message: 'already syncing' } };
  return run.start(lease);
}

class Run {
  readonly #context: EngineContext;
  readonly #options: SyncOptions;
  readonly #runId: string;
  #connection: Connection;
  #session: Session | undefined;
  #phase: SyncProgress['phase'] = 'reading';
  #done = 0;
  #total = 0;
  #read = 0;
  #open = 0;
  /** How many payments had been taken when invoices were last read back. */
  #readBackAfter = 0;
  #until: Instant | undefined;
  #stopped: { code: StopCode; message: string } | undefined;
  readonly #counts: Record<Kind, PushCounts> = {
    contact: noCounts(),
    invoice: noCounts(),
    payment: noCounts(),
  };

  constructor(context: EngineContext, connection: Connection, options: SyncOptions) {
    this.#context = context;
    this.#connection = connection;
    this.#options = options;
    this.#runId = newId(context.random, context.clock.now());
  }

  result(): SyncResult {
    return {
      calls: this.#session?.calls ?? 0,
      read: this.#read,
      counts: this.#counts,
      open: this.#open,
      ...(this.#until === undefined ? {} : { until: this.#until }),
      ...(this.#stopped ? { stopped: this.#stopped } : {}),
    };
  }

  async start(lease: Lease): Promise<SyncResult> {
    const { database, clock } = this.#context;
    const { cause, priority = 'background', signal } = this.#options;
    const connectionId = this.#connection.id;
    const connection = this.#connection;
    this.#session = new Session(this.#context, {
      connection,
      lease,
      priority,
      ...(signal ? { signal } : {}),
    });
    const session = this.#session;
    const at = clock.now();
    await database.transaction((tx) => startRun(tx, { id: this.#runId, connectionId, cause, at }));
    try {
      await this.#steps(session);
    } catch (error) {
      if (!(error instanceof SyncStopped)) throw error;
      this.#stopped = { code: error.code, message: error.message };
      this.#until = error.until ?? this.#until;
    } finally {
      await this.#finish(session, lease);
    }
    return this.result();
  }

  async #finish(session: Session, lease: Lease): Promise<void> {
    const at = this.#context.clock.now();
    await this.#context.database.transaction(async (tx) => {
      await saveBudget(tx, this.#connection.id, { ...session.budget, at });
      await finishRun(tx, { id: this.#runId, at, calls: session.calls, result: this.result() });
      await returnLease(tx, lease);
    });
  }

  async #steps(session: Session): Promise<void> {
    await this.#progress('reading', 0, allResources.length);
    this.#connection = await refreshReference(session, this.#connection);
    for (const [index, resource] of allResources.entries()) {
      this.#read += (await readChanges(session, resource)).count;
      await this.#progress('reading', index + 1, allResources.length);
    }
    this.#read += await sweep(session);
    await this.#checkMarks();
    const push = this.#push(session);
    for (let round = 0; round < settleRoundsMax; round += 1) {
      const settled = await settleOpen(push);
      for (const kind of kinds) await this.#pushOne(session, kind);
      // What came back is looked at too, so that nothing is left hinted at the end.
      if (await this.#readBack(session, settled.accepted)) {
        for (const kind of kinds) await this.#pushOne(session, kind, 'checking');
      }
      this.#open = await this.#countOpen(push);
      if (this.#open === 0) {
        this.#until = undefined;
        return;
      }
      // What was sent just now is looked for at once; what was looked for waits for its time.
      const wait = (settled.until ?? 0) - this.#context.clock.now();
      if (settled.until !== undefined) {
        this.#until = settled.until;
        if (wait > waitMaxMs) return;
        await this.#progress('settling', 0, this.#open);
        await this.#context.clock.sleep(Math.max(wait, 0), this.#options.signal);
      }
    }
  }

  #push(session: Session): Push {
    const connection = this.#connection;
    return {
      session,
      connection,
      planContext: {
        policy: connection.policy,
        reference: must(connection.reference, 'reference data'),
        installation: this.#context.installation,
      },
      onDone: (records) =>
        this.#progress(this.#phase, Math.min(this.#done + records, this.#total), this.#total),
    };
  }

  async #pushOne(
    session: Session,
    kind: Kind,
    phase: SyncProgress['phase'] = phaseOf[kind],
  ): Promise<void> {
    const waiting = await this.#context.database.transaction((tx) =>
      countHints(tx, this.#connection.id),
    );
    await this.#progress(phase, 0, waiting[kind]);
    const counts = await pushKind(this.#push(session), kind);
    this.#add(kind, counts);
    if (counts.rejected === 0) return;
    // Perhaps a record that we do not know is in the way, or a setting has changed: look, plan again.
    await readChanges(session, resourceOf[kind]);
    this.#connection = await refreshReference(session, this.#connection, minute);
    await this.#context.database.transaction((tx) => hintFindings(tx, this.#connection.id));
    this.#add(kind, await pushKind(this.#push(session), kind));
  }

  #add(kind: Kind, counts: PushCounts): void {
    const sum = this.#counts[kind];
    sum.accepted += counts.accepted;
    sum.rejected += counts.rejected;
    sum.unknown += counts.unknown;
  }

  /** Payments change their invoices: what Xero now says is due has to be in the mirror. */
  async #readBack(session: Session, settled: number): Promise<boolean> {
    const paid = this.#counts.payment.accepted + settled;
    if (paid === this.#readBackAfter) return false;
    this.#readBackAfter = paid;
    await readChanges(session, 'invoices');
    return true;
  }

  async #countOpen(push: Push): Promise<number> {
    const { database } = this.#context;
    const open = await database.transaction((tx) => readOpenIntents(tx, push.connection.id));
    return open.length;
  }

  /** A mark of ours that nothing here explains: the database was restored, or copied (RULES P12). */
  async #checkMarks(): Promise<void> {
    const { database, installation } = this.#context;
    const marks = await database.transaction((tx) =>
      unexplainedMarks(tx, this.#connection.id, `/go/${installation.id}/`),
    );
    const numbers = marks.map((mark) => mark.number).join(', ');
    if (marks.length > 0) {
      const reason =
        `Xero has invoices that this installation made and does not know: ${numbers}. ` +
        'Was the database restored from a backup? Nothing is written until that is settled.';
      await database.transaction((tx) =>
        setConnectionState(tx, this.#connection.id, { state: 'halted', reason }),
      );
      throw new SyncStopped('halted', reason);
    }
    if (this.#connection.state === 'halted') {
      await database.transaction((tx) =>
        setConnectionState(tx, this.#connection.id, { state: 'connected' }),
      );
    }
  }

  async #progress(phase: SyncProgress['phase'], done: number, total: number): Promise<void> {
    this.#phase = phase;
    this.#done = done;
    this.#total = total;
    const calls = this.#session?.calls ?? 0;
    const dayRemaining = this.#session?.budget.dayRemaining;
    await this.#context.database.transaction((tx) =>
      noteProgress(tx, { id: this.#runId, phase, done, total, calls }),
    );
    this.#options.onProgress?.({
      phase,
      done,
      total,
      calls,
      ...(dayRemaining === undefined ? {} : { dayRemaining }),
    });
  }
}
