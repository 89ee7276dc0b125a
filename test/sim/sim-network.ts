/**
 * The network between one process and the emulator, in two steps for each call: the request arrives
 * (and may be carried out), the answer arrives. Between the two, and instead of either, anything can
 * happen that the fault dice say; the caller's deadline is a step like the others.
 */
import {
  NetworkError,
  type Fetch,
  type HttpRequest,
  type HttpResponse,
} from '../../src/base/http.ts';
import { sha256 } from '../../src/base/hash.ts';
import { integerBetween, type Random } from '../../src/base/random.ts';
import { instant, type Instant } from '../../src/base/time.ts';
import type { Emulator, EmulatorAnswer } from '../../src/emulator/emulator.ts';
import { emulatorUrl } from '../support/firm.ts';
import type { Coverage } from './coverage.ts';
import type { CallClass, Fault, FaultDice } from './faults.ts';
import type { Fate, Scheduler } from './scheduler.ts';

export interface NetworkParts {
  readonly scheduler: Scheduler;
  readonly emulator: Emulator;
  readonly random: Random;
  readonly coverage: Coverage;
  /** Asked at every call; undefined when no faults are wanted (before chaos, while healing). */
  readonly dice: () => FaultDice | undefined;
  /** These were written, and whoever wrote them may never know. */
  readonly onSpoilt: (names: readonly string[]) => void;
  /** A write has no usable answer, and its caller is about to hear so. */
  readonly unanswered: (idempotencyKey: string) => Promise<void>;
}

interface Caller {
  readonly owner: string;
  readonly request: HttpRequest;
  readonly resolve: (response: HttpResponse) => void;
  readonly reject: (error: NetworkError) => void;
}

export function classOf(request: HttpRequest): CallClass {
  if (request.url.includes('/connect/token')) return 'token';
  return request.method === 'GET' ? 'read' : 'write';
}

function pathOf(request: HttpRequest): string {
  return `${request.method} ${decodeURIComponent(request.url.replace(emulatorUrl, ''))}`;
}

/** The idempotency key of a write. */
function keyOf({ headers }: HttpRequest): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'idempotency-key')?.[1];
}

export class SimNetwork {
  readonly #parts: NetworkParts;
  /** Calls that are dropped now, to be carried out later. */
  readonly #lateCommits: { readonly key: string; readonly at: Instant }[] = [];

  constructor(parts: NetworkParts) {
    this.#parts = parts;
  }

  /** The Fetch port of one process. */
  fetchOf(owner: string): Fetch {
    const { scheduler } = this.#parts;
    return (request) =>
      new Promise((resolve, reject) => {
        let isSettled = false;
        const caller: Caller = {
          owner,
          request,
          resolve: (response) => {
            if (isSettled) return;
            isSettled = true;
            cancelDeadline();
            resolve(response);
          },
          reject: (error) => {
            if (isSettled) return;
            isSettled = true;
            cancelDeadline();
            reject(error);
          },
        };
        const cancelDeadline = scheduler.add({
          kind: 'deadline',
          owner,
          label: pathOf(request),
          dueAt: instant(scheduler.now + request.deadlineMs),
          run: async (fate) => {
            if (fate !== 'deliver' || isSettled) return;
            await this.#unanswered(request);
            caller.reject(new NetworkError('timeout', 'no answer before the deadline'));
          },
        });
        scheduler.add({
          kind: 'request',
          owner,
          label: pathOf(request),
          dueAt: scheduler.now,
          run: (fate) => this.#arrive(caller, fate),
        });
      });
  }

  /** Calls that were dropped and carried out after all, counted when the history is over. */
  countLateCommits(): void {
    const { emulator, coverage } = this.#parts;
    const writes = emulator.committedWrites();
    for (const { key, at } of this.#lateCommits) {
      const isLate = writes.some((write) => write.idempotencyKey === key && write.at >= at);
      if (isLate) coverage.count('fault late_commit after commit');
    }
  }

  /** What a dead process had sent may be on its way still. */
  leaveInFlight(owner: string): void {
    const { scheduler, random } = this.#parts;
    for (const step of scheduler.stepsOf(owner)) {
      if (step.kind !== 'request' || random.next() < 0.5) continue;
      scheduler.add({
        kind: 'request',
        owner: 'network',
        label: `${step.label} (of dead ${owner})`,
        dueAt: instant(scheduler.now + integerBetween(random, 0, 3000)),
        run: () => step.run('lose'),
      });
    }
  }

  async #arrive(caller: Caller, fate: Fate): Promise<void> {
    const { emulator, scheduler, dice, onSpoilt } = this.#parts;
    const { request } = caller;
    scheduler.trace.absorb(`${request.method} ${request.url} ${sha256(request.body ?? '')}`);
    if (fate === 'refuse') return caller.reject(new NetworkError('refused', 'no connection'));
    const fault = dice()?.roll(classOf(request));
    if (fault) scheduler.note(`  fault ${fault.kind} ${fault.delayMs || ''}`);
    if (fault?.kind === 'refused') {
      this.#count(fault, 0);
      return caller.reject(new NetworkError('refused', 'no connection'));
    }
    if (fault && fault.kind !== 'late_answer') await this.#tell(fault);
    if (fault?.kind === 'late_commit') {
      const at = instant(scheduler.now + fault.delayMs);
      this.#lateCommits.push({ key: keyOf(request) ?? '', at });
    }
    const before = emulator.committedWrites().length;
    const { method, url, headers, body } = request;
    const isLost = fate === 'lose';
    // Not awaited: a slow call sleeps in the emulator, which is a step of its own.
    emulator.handle({ method, url, headers, body: body ?? '' }).then(
      (answer) => {
        scheduler.stir();
        const written = emulator.committedWrites().slice(before);
        this.#count(fault, written.length);
        const isSpoilt = fault !== undefined || isLost;
        if (isSpoilt) onSpoilt(written.flatMap(({ id, number }) => [id, number ?? '']));
        if (!isLost) this.#answer(caller, answer, fault);
      },
      (error: unknown) => scheduler.fail(error),
    );
  }

  /** The emulator carries the fault out on the very next call. */
  async #tell(fault: Fault): Promise<void> {
    const body = JSON.stringify({ kind: fault.kind, times: 1, delayMs: fault.delayMs });
    await this.#parts.emulator.handle({
      method: 'POST',
      url: `${emulatorUrl}/_control/faults`,
      headers: { 'content-type': 'application/json' },
      body,
    });
  }

  #count(fault: Fault | undefined, committed: number): void {
    if (!fault) return;
    this.#parts.coverage.count(`fault ${fault.kind}`);
    if (committed > 0) this.#parts.coverage.count(`fault ${fault.kind} after commit`);
  }

  #answer(caller: Caller, answer: EmulatorAnswer, fault: Fault | undefined): void {
    const { scheduler, random } = this.#parts;
    const delay = fault?.kind === 'late_answer' ? fault.delayMs : integerBetween(random, 5, 400);
    const what = answer.kind === 'drop' ? 'dropped' : String(answer.status);
    scheduler.add({
      kind: 'answer',
      owner: caller.owner,
      label: `${what} to ${pathOf(caller.request)}`,
      dueAt: instant(scheduler.now + delay),
      run: async (fate) => {
        if (fate !== 'deliver') return;
        const isUsable =
          answer.kind === 'answer' && answer.status < 500 && answer.body.endsWith('}');
        if (!isUsable) await this.#unanswered(caller.request);
        if (answer.kind === 'drop') {
          caller.reject(new NetworkError('broken', 'the connection was dropped'));
        } else {
          const { status, headers, body } = answer;
          caller.resolve({ status, headers, body });
        }
      },
    });
  }

  async #unanswered(request: HttpRequest): Promise<void> {
    const key = keyOf(request);
    if (key !== undefined) await this.#parts.unanswered(key);
  }
}
