/** Sends a prepared call and judges what came of it. Once: whether to send again is not ours to say. */
import { unreachable } from '../base/assert.ts';
import type { CallOutcome } from '../sync/outcome.ts';
import type { BudgetReading } from './budget-reading.ts';
import { judgeCall } from './judge-write.ts';
import { writeRequest, type XeroAccess } from './requests.ts';
import type { Transport } from './transport.ts';
import type { PreparedCall } from './writes.ts';

export interface CallResult {
  readonly outcome: CallOutcome;
  readonly budget?: BudgetReading;
  readonly correlationId?: string;
  readonly status?: number;
}

/** `idempotencyKey`: at most 128 characters; a replay has the same key and the same call. */
export async function sendCall(
  transport: Transport,
  access: XeroAccess,
  { call, idempotencyKey }: { readonly call: PreparedCall; readonly idempotencyKey: string },
): Promise<CallResult> {
  const sent = await transport.send(writeRequest(access, call, idempotencyKey));
  switch (sent.kind) {
    case 'responded':
      return {
        outcome: judgeCall(call, sent.response),
        budget: sent.budget,
        status: sent.response.status,
        ...(sent.correlationId ? { correlationId: sent.correlationId } : {}),
      };
    case 'refused':
      return { outcome: { kind: 'not_sent', reason: sent.reason } };
    case 'timeout':
    case 'broken':
      return { outcome: { kind: 'unknown', reason: sent.reason } };
    case 'held':
      return { outcome: { kind: 'throttled', ...sent.throttle } };
    case 'stopped':
      return { outcome: { kind: 'not_sent', reason: 'stopped before it was sent' } };
    default:
      return unreachable(sent);
  }
}
