/**
 * One sync's hold on one connection: the lease, the token and the calls. Reads are repeated a few
 * times with growing pauses; writes are sent once, and what came of them is for the caller to record.
 */
import { NetworkError, type HttpRequest, type HttpResponse } from '../base/http.ts';
import { instant, second, type Instant } from '../base/time.ts';
import type { Connection, Lease } from '../store/connections.ts';
import { renewLease } from '../store/connections.ts';
import type { Tx } from '../store/database.ts';
import { limits } from '../base/limits.ts';
import type { CallOutcome } from '../sync/outcome.ts';
import type { BudgetReading } from '../xero/budget-reading.ts';
import { limitedTransport } from '../xero/limited-transport.ts';
import type { Priority } from '../xero/limiter.ts';
import type { ReadOutcome } from '../xero/judge-read.ts';
import type { XeroAccess } from '../xero/requests.ts';
import { sendCall } from '../xero/send-call.ts';
import { createTransport, type Transport } from '../xero/transport.ts';
import type { PreparedCall } from '../xero/writes.ts';
import { SyncStopped, userAgent, type EngineContext } from './context.ts';
import { accessTo, loseConnection } from './keep-token.ts';

const readTriesMax = 5;
/** Longer pauses than this are not waited for: the sync stops and says until when. */
const pauseMaxMs = 70 * second;

export interface SessionOptions {
  readonly connection: Connection;
  readonly lease: Lease;
  readonly priority: Priority;
  readonly signal?: AbortSignal;
}

export class Session {
  readonly context: EngineContext;
  readonly connection: Connection;
  readonly lease: Lease;
  readonly #transport: Transport;
  readonly #signal: AbortSignal | undefined;
  /** When the calls that are being sent were claimed, by their keys. */
  readonly #claimedAt = new Map<string, Instant>();
  #refusedToken: string | undefined;
  calls = 0;
  budget: BudgetReading = {};

  constructor(context: EngineContext, options: SessionOptions) {
    this.context = context;
    this.connection = options.connection;
    this.lease = options.lease;
    this.#signal = options.signal;
    const { clock, log } = context;
    const fetch = (request: HttpRequest): Promise<HttpResponse> => this.#fetchInTime(request);
    const transport = createTransport({ clock, log, fetch, userAgent });
    const limiter = context.limiterOf(options.connection.tenantId);
    this.#transport = limitedTransport(transport, limiter, {
      clock,
      priority: options.priority,
      ...(options.signal ? { signal: options.signal } : {}),
    });
  }

  access(): Promise<XeroAccess> {
    return accessTo(this.context, this.connection, this.#refusedToken);
  }

  /** Stops the sync between two calls when it was asked to stop. */
  checkStopped(): void {
    if (this.#signal?.aborted) throw new SyncStopped('stopped', 'stopped on request');
  }

  /** Holds the lease for another while; part of every claim, so that a lost lease writes nothing. */
  async keepLease(tx: Tx): Promise<void> {
    const until = instant(this.context.clock.now() + limits.leaseMs);
    if (!(await renewLease(tx, this.lease, until))) {
      throw new SyncStopped('lease_lost', 'another worker has taken over');
    }
  }

  async read<T>(
    ask: (transport: Transport, access: XeroAccess) => Promise<ReadOutcome<T>>,
  ): Promise<T> {
    let reason = '';
    for (let tries = 1; tries <= readTriesMax; tries += 1) {
      this.checkStopped();
      const access = await this.access();
      this.calls += 1;
      const outcome = await ask(this.#transport, access);
      if (outcome.kind === 'answered') {
        this.#noteBudget(outcome.budget);
        return outcome.value;
      }
      if (outcome.kind === 'throttled') await this.pause(outcome);
      else if (outcome.kind === 'unauthorised') await this.#unauthorised(outcome.cause, access);
      else {
        reason = outcome.reason;
        await this.context.clock.sleep(2 ** (tries - 1) * second, this.#signal);
      }
    }
    throw new SyncStopped('unreachable', `Xero could not be read: ${reason || 'no answer'}`);
  }

  /**
   * Sends a stored call once, soon after it was claimed or not at all. `unauthorised`, `throttled` and
   * `not_sent` are dealt with by the caller's retry.
   */
  async send(
    call: PreparedCall,
    sent: { idempotencyKey: string; access: XeroAccess; claimedAt: Instant },
  ): Promise<{ outcome: CallOutcome; status: number | undefined }> {
    this.calls += 1;
    const { idempotencyKey, access, claimedAt } = sent;
    this.#claimedAt.set(idempotencyKey, claimedAt);
    const result = await sendCall(this.#transport, access, { call, idempotencyKey });
    this.#claimedAt.delete(idempotencyKey);
    if (result.budget) this.#noteBudget(result.budget);
    return { outcome: result.outcome, status: result.status };
  }

  /**
   * Waiting for a slot of the budget, or a machine that slept, may hold a call back until others take
   * it for landed or lost. Then it is not sent any more: its claim has to be made anew.
   */
  #fetchInTime(request: HttpRequest): Promise<HttpResponse> {
    const { clock, fetch } = this.context;
    const claimedAt = this.#claimedAt.get(request.headers['idempotency-key'] ?? '');
    if (claimedAt !== undefined && clock.now() - claimedAt > limits.sendWithinMs) {
      const late = new NetworkError('refused', 'not sent: it was claimed too long ago');
      return Promise.reject(late);
    }
    return fetch(request);
  }

  /** After a call that was refused unread: nothing was done, so the reason is mended or it ends. */
  async afterRefusal(
    outcome: Extract<CallOutcome, { kind: 'throttled' | 'unauthorised' | 'not_sent' }>,
    access: XeroAccess,
  ): Promise<void> {
    if (outcome.kind === 'throttled') return this.pause(outcome);
    if (outcome.kind === 'unauthorised') return this.#unauthorised(outcome.cause, access);
    this.checkStopped();
    await this.context.clock.sleep(second, this.#signal);
  }

  async pause(throttle: { problem: string; retryAfterMs: number }): Promise<void> {
    this.checkStopped();
    if (throttle.problem === 'day' || throttle.retryAfterMs > pauseMaxMs) {
      const until = instant(this.context.clock.now() + throttle.retryAfterMs);
      throw new SyncStopped('day_limit', "Xero's daily limit is used up", until);
    }
    await this.context.clock.sleep(throttle.retryAfterMs, this.#signal);
  }

  async #unauthorised(cause: 'token' | 'scope' | 'tenant', access: XeroAccess): Promise<void> {
    if (cause === 'token' && this.#refusedToken !== access.accessToken) {
      this.#refusedToken = access.accessToken;
      return;
    }
    const reason = {
      token: 'Xero refuses our access token even when new. Connect again.',
      scope: 'The connection lacks a permission that this needs. Connect again and allow it.',
      tenant: 'The organisation was disconnected in Xero. Connect it again.',
    }[cause];
    await loseConnection(this.context, this.connection.id, reason);
    throw new SyncStopped('connection_lost', reason);
  }

  #noteBudget(reading: BudgetReading): void {
    this.budget = { ...this.budget, ...reading };
  }
}
