/**
 * A transport that takes a slot of the organisation's budget for each call, and tells the budget
 * what the answer said. A call that the day has no room for is held back and says until when.
 */
import { assert } from '../base/assert.ts';
import { second, type Clock } from '../base/time.ts';
import { readThrottle } from './budget-reading.ts';
import type { Limiter, Priority } from './limiter.ts';
import type { SendOutcome, Transport } from './transport.ts';

/** For work of one priority; `signal` lets go of those who wait for a slot, not of calls in flight. */
export function limitedTransport(
  transport: Transport,
  limiter: Limiter,
  options: {
    readonly clock: Clock;
    readonly priority: Priority;
    readonly signal?: AbortSignal;
  },
): Transport {
  return {
    async send(request): Promise<SendOutcome> {
      const acquired = await limiter.acquire(options.priority, options.signal);
      if (acquired.kind === 'stopped') return { kind: 'stopped' };
      if (acquired.kind === 'refused') {
        const retryAfterMs = Math.max(second, acquired.until - options.clock.now());
        return { kind: 'held', throttle: { problem: acquired.limit, retryAfterMs } };
      }
      try {
        const sent = await transport.send(request);
        assert(sent.kind !== 'held' && sent.kind !== 'stopped', 'a call has one limiter');
        if (sent.kind === 'responded') {
          const isThrottled = sent.response.status === 429;
          acquired.release({
            budget: sent.budget,
            ...(isThrottled ? { throttle: readThrottle(sent.response) } : {}),
          });
        }
        return sent;
      } finally {
        acquired.release();
      }
    },
  };
}
