/** A sync in the terminal: the bar, the calls used and left, and what it came to. */
import { systemClock } from '../base/system.ts';
import { minute, second } from '../base/time.ts';
import type { ConnectionId, TenantId } from '../base/id.ts';
import { counted, thousands, type Terminal } from '../cli/terminal.ts';
import type { EngineContext } from '../engine/context.ts';
import { syncConnection, type SyncProgress, type SyncResult } from '../engine/sync.ts';

function barOf(terminal: Terminal): (progress: SyncProgress) => void {
  return (progress) => {
    const left =
      progress.dayRemaining === undefined ? '' : `, ${thousands(progress.dayRemaining)} left today`;
    terminal.bar(progress.phase, {
      done: progress.done,
      total: progress.total,
      detail: `${thousands(progress.calls)} calls used${left}`,
    });
  };
}

export interface SyncInTerminal {
  readonly connectionId: ConnectionId;
  readonly tenantId: TenantId;
  readonly cause: string;
  readonly signal: AbortSignal;
}

/** Without any progress for so long, Xero counts as not to be reached. */
const patienceMs = 5 * minute;
const pauseMaxMs = 30 * second;

/**
 * Syncs, and again as long as an answer is awaited that only time can settle (at most some ten minutes
 * for a payment whose answer was lost) or Xero can't be reached for a while, so that a run on its own
 * ends with everything settled.
 */
export async function syncInTerminal(
  engine: EngineContext,
  terminal: Terminal,
  options: SyncInTerminal,
): Promise<SyncResult> {
  const { connectionId, cause, signal } = options;
  const startedAt = engine.clock.now();
  const patience = new Patience(startedAt);
  let calls = 0;
  for (;;) {
    const onProgress = barOf(terminal);
    const done = new AbortController();
    const watched = sayWaiting(engine, terminal, {
      tenantId: options.tenantId,
      signal: done.signal,
    });
    const result = await syncConnection(engine, connectionId, {
      cause,
      signal,
      priority: 'person',
      onProgress,
    }).finally(() => done.abort());
    await watched;
    calls += result.calls;
    patience.note(result, engine.clock.now());
    const code = result.stopped?.code;
    if (code === 'busy') {
      await waitUntil(engine, terminal, {
        until: engine.clock.now() + 5 * second,
        signal,
        why: 'Another worker is syncing',
      });
    } else if (result.open > 0 && result.until !== undefined && !result.stopped) {
      const why = `Xero did not answer ${counted(result.open, 'write')}; it is asked again`;
      await waitUntil(engine, terminal, { until: result.until, signal, why });
    } else if (code === 'unreachable' && patience.lasts(engine.clock.now())) {
      const until = engine.clock.now() + patience.pauseMs();
      const why = `${result.stopped?.message ?? 'No answer'}; tried again`;
      terminal.problem('Xero', `${why} in ${Math.ceil(patience.pauseMs() / second)} s`);
      await waitUntil(engine, terminal, { until, signal, why });
    } else {
      printResult(terminal, { result, calls, tookMs: engine.clock.now() - startedAt });
      return result;
    }
    if (signal.aborted) return result;
  }
}

/** While calls wait for Xero's minute, nothing else moves: that is said. */
async function sayWaiting(
  engine: EngineContext,
  terminal: Terminal,
  watch: { tenantId: TenantId; signal: AbortSignal },
): Promise<void> {
  const limiter = engine.limiterOf(watch.tenantId);
  while (!watch.signal.aborted) {
    // A terminal is watched by the machine's own clock, whatever time the engine is in.
    await systemClock.sleep(second, watch.signal);
    if (limiter.state().waiting > 0 && !watch.signal.aborted) {
      terminal.busy('Waiting until Xero takes calls again (60 a minute)…');
    }
  }
}

/**
 * How long syncs that Xero doesn't let through are repeated. Progress is a write that was taken, or
 * more read than ever before: what overlaps is read each time and proves nothing.
 */
class Patience {
  #progressAt: number;
  #failures = 0;
  #readMost = 0;

  constructor(startedAt: number) {
    this.#progressAt = startedAt;
  }

  note(result: SyncResult, now: number): void {
    const { contact, invoice, payment } = result.counts;
    const accepted = contact.accepted + invoice.accepted + payment.accepted;
    const isProgress = accepted > 0 || result.read > this.#readMost;
    this.#readMost = Math.max(this.#readMost, result.read);
    if (isProgress) this.#progressAt = now;
    this.#failures = isProgress ? 1 : this.#failures + 1;
  }

  lasts(now: number): boolean {
    return now - this.#progressAt < patienceMs;
  }

  pauseMs(): number {
    return Math.min(2 ** this.#failures * second, pauseMaxMs);
  }
}

async function waitUntil(
  engine: EngineContext,
  terminal: Terminal,
  wait: { until: number; signal: AbortSignal; why: string },
): Promise<void> {
  for (;;) {
    const left = wait.until - engine.clock.now();
    if (left <= 0 || wait.signal.aborted) return;
    terminal.busy(`${wait.why} in ${Math.ceil(left / second)} s`);
    await engine.clock.sleep(Math.min(left, second), wait.signal);
  }
}

function printResult(
  terminal: Terminal,
  ended: { result: SyncResult; calls: number; tookMs: number },
): void {
  const { result, calls, tookMs } = ended;
  const { contact, invoice, payment } = result.counts;
  const written = [
    counted(contact.accepted, 'contact'),
    counted(invoice.accepted, 'invoice'),
    counted(payment.accepted, 'payment'),
  ].join(', ');
  const rejected = contact.rejected + invoice.rejected + payment.rejected;
  const detail =
    `${written} written, ${counted(result.read, 'record')} read ` +
    `(${counted(calls, 'call')}, ${(tookMs / second).toFixed(1)} s)`;
  if (result.stopped) terminal.problem('Sync', `${stopSentence(result.stopped)}; so far ${detail}`);
  else terminal.done('Sync', detail);
  if (rejected > 0) terminal.problem('Refused', `${counted(rejected, 'record')} by Xero`);
}

function stopSentence({ code, message }: NonNullable<SyncResult['stopped']>): string {
  if (code !== 'unreachable') return message;
  return `Xero was not reached for ${patienceMs / minute} minutes (${message}). What was done is kept: start again to go on`;
}
