/** A sync in the terminal: the bar, the calls used and left, and what it came to. */
import { second } from '../base/time.ts';
import type { ConnectionId } from '../base/id.ts';
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
  readonly cause: string;
  readonly signal: AbortSignal;
}

/**
 * Syncs, and again as long as an answer is awaited that only time can settle (at most some ten minutes
 * for a payment whose answer was lost), so that a run on its own ends with everything settled.
 */
export async function syncInTerminal(
  engine: EngineContext,
  terminal: Terminal,
  options: SyncInTerminal,
): Promise<SyncResult> {
  const { connectionId, cause, signal } = options;
  const startedAt = engine.clock.now();
  let calls = 0;
  for (;;) {
    const onProgress = barOf(terminal);
    const result = await syncConnection(engine, connectionId, {
      cause,
      signal,
      priority: 'person',
      onProgress,
    });
    calls += result.calls;
    const isBusy = result.stopped?.code === 'busy';
    if (isBusy) {
      await waitUntil(engine, terminal, {
        until: engine.clock.now() + 5 * second,
        signal,
        why: 'Another worker is syncing',
      });
    } else if (result.open > 0 && result.until !== undefined && !result.stopped) {
      const why = `Xero did not answer ${counted(result.open, 'write')}; it is asked again`;
      await waitUntil(engine, terminal, { until: result.until, signal, why });
    } else {
      printResult(terminal, { result, calls, tookMs: engine.clock.now() - startedAt });
      return result;
    }
    if (signal.aborted) return result;
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
  if (result.stopped) terminal.problem('Sync', `${result.stopped.message}; so far ${detail}`);
  else terminal.done('Sync', detail);
  if (rejected > 0) terminal.problem('Refused', `${counted(rejected, 'record')} by Xero`);
}
