/**
 * Ports for tests: a clock that stands still until it is moved, and a Fetch that answers from a
 * script and remembers what it was asked. Nothing else may import this.
 */
import { must } from '../base/assert.ts';
import { NetworkError, type Fetch, type HttpRequest, type HttpResponse } from '../base/http.ts';
import { silentLog } from '../base/log.ts';
import type { TenantId } from '../base/id.ts';
import { instant, type Clock, type Instant } from '../base/time.ts';
import type { XeroAccess } from './requests.ts';
import { createTransport, type Transport } from './transport.ts';

export interface ManualClock extends Clock {
  /** Moves on, waking those whose time has come, in order. */
  advance(ms: number): Promise<void>;
}

/** Lets everything that is ready to run do so. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

export function manualClock(start = Date.parse('2026-11-22T01:02:03.456Z')): ManualClock {
  let now: Instant = instant(start);
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          resolve();
        });
      }),
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        await settled();
        const due = [...sleepers].filter((one) => one.at <= end).sort((a, b) => a.at - b.at);
        const next = due[0];
        if (!next) break;
        now = instant(Math.max(now, next.at));
        sleepers.delete(next);
        next.wake();
      }
      now = instant(end);
      await settled();
    },
  };
}

export type Answer = Partial<HttpResponse> | NetworkError['kind'];

export function json(value: unknown, more: Partial<HttpResponse> = {}): HttpResponse {
  return {
    status: more.status ?? 200,
    headers: { 'content-type': 'application/json; charset=utf-8', ...more.headers },
    body: typeof value === 'string' ? value : JSON.stringify(value),
  };
}

/** Answers in the order of the script; more calls than answers is a failed test. */
export function scriptedFetch(...answers: Answer[]): Fetch & { readonly asked: HttpRequest[] } {
  const asked: HttpRequest[] = [];
  const fetch: Fetch = async (request) => {
    asked.push(request);
    const answer = must(answers.shift(), `an answer to ${request.method} ${request.url}`);
    if (typeof answer === 'string') throw new NetworkError(answer, `scripted ${answer}`);
    return { status: 200, headers: {}, body: '', ...answer };
  };
  return Object.assign(fetch, { asked });
}

export const access: XeroAccess = {
  apiUrl: 'https://api.xero.test',
  tenantId: 'tenant-1' as TenantId,
  accessToken: 'token-1',
};

export function scriptedTransport(
  ...answers: Answer[]
): Transport & { readonly asked: HttpRequest[] } {
  const fetch = scriptedFetch(...answers);
  const ports = { fetch, clock: manualClock(), log: silentLog, userAgent: 'tieout-test' };
  return { ...createTransport(ports), asked: fetch.asked };
}
