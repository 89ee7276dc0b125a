/**
 * Sends a request by the Fetch port: user agent, deadline, one line in the log. It judges nothing;
 * it says what came back, or how nothing did. A request is sent once: what to do about a lost answer
 * is not decided here.
 */
import { NetworkError, type Fetch, type HttpResponse } from '../base/http.ts';
import { limits } from '../base/limits.ts';
import type { Log } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import { readBudget, type BudgetReading, type Throttle } from './budget-reading.ts';
import type { XeroRequest } from './requests.ts';

export type SendOutcome =
  | {
      readonly kind: 'responded';
      readonly response: HttpResponse;
      readonly budget: BudgetReading;
      /** Xero's name for the call, which its support asks for. */
      readonly correlationId?: string;
    }
  /** `refused`: no connection, nothing was sent. `timeout` and `broken`: it may have been received. */
  | { readonly kind: NetworkError['kind']; readonly reason: string }
  /** Our own budget held it back; nothing was sent. */
  | { readonly kind: 'held'; readonly throttle: Throttle }
  /** Stopped on request before it was sent. */
  | { readonly kind: 'stopped' };

export interface Transport {
  send(request: XeroRequest): Promise<SendOutcome>;
}

export interface TransportPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly log: Log;
  /** Xero's edge refuses requests without one. */
  readonly userAgent: string;
}

function correlationIdOf(response: HttpResponse): string | undefined {
  return response.headers['xero-correlation-id'] ?? response.headers['x-correlation-id'];
}

export function createTransport({ fetch, clock, log, userAgent }: TransportPorts): Transport {
  return {
    async send(request) {
      const startedAt = clock.now();
      const tookMs = (): number => clock.now() - startedAt;
      try {
        const response = await fetch({
          method: request.method,
          url: request.url,
          headers: { ...request.headers, 'user-agent': userAgent },
          ...(request.body === undefined ? {} : { body: request.body }),
          deadlineMs: limits.callDeadlineMs,
        });
        const budget = readBudget(response);
        const correlationId = correlationIdOf(response);
        log.info('xero call', {
          route: request.route,
          status: response.status,
          tookMs: tookMs(),
          bytesIn: Buffer.byteLength(response.body),
          minuteRemaining: budget.minuteRemaining,
          dayRemaining: budget.dayRemaining,
          correlationId,
        });
        return { kind: 'responded', response, budget, ...(correlationId ? { correlationId } : {}) };
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        log.warn('xero call without an answer', {
          route: request.route,
          problem: error.kind,
          reason: error.message,
          tookMs: tookMs(),
        });
        return { kind: error.kind, reason: error.message };
      }
    },
  };
}
