/**
 * What came of a read. A read that did not succeed is never mistaken for one that found nothing:
 * absence follows only from an answer. One record that can not be understood does not spoil the
 * others; it is named with the reason.
 */
import { unreachable } from '../base/assert.ts';
import type { ThrottleProblem } from '../sync/outcome.ts';
import type { BudgetReading } from './budget-reading.ts';
import { judgeResponse, type ResponseKind, type WireObject } from './judge-response.ts';
import type { SendOutcome } from './transport.ts';

export type ReadOutcome<T> =
  | { readonly kind: 'answered'; readonly value: T; readonly budget: BudgetReading }
  | {
      readonly kind: 'throttled';
      readonly problem: ThrottleProblem;
      readonly retryAfterMs: number;
      readonly budget: BudgetReading;
    }
  | { readonly kind: 'unauthorised'; readonly cause: 'token' | 'scope' | 'tenant' }
  | { readonly kind: 'failed'; readonly reason: string };

/** What was made of an answer, or why nothing could be made of it. */
export type Understood<T> = { readonly value: T } | { readonly reason: string };

/** Judges what was sent; `understand` gets a 200's JSON, or a 204. */
export function judgeRead<T>(
  sent: SendOutcome,
  understand: (
    judged: Extract<ResponseKind, { kind: 'envelope' | 'list' | 'empty' }>,
  ) => Understood<T>,
): ReadOutcome<T> {
  if (sent.kind === 'held') return { kind: 'throttled', ...sent.throttle, budget: {} };
  if (sent.kind === 'stopped') return { kind: 'failed', reason: 'stopped before it was sent' };
  if (sent.kind !== 'responded') {
    return { kind: 'failed', reason: `Xero was not reached (${sent.kind}): ${sent.reason}` };
  }
  const judged = judgeResponse(sent.response);
  switch (judged.kind) {
    case 'envelope':
    case 'list':
    case 'empty': {
      const understood = understand(judged);
      return 'value' in understood
        ? { kind: 'answered', value: understood.value, budget: sent.budget }
        : { kind: 'failed', reason: understood.reason };
    }
    case 'throttled':
      return { kind: 'throttled', ...judged.throttle, budget: sent.budget };
    case 'unauthorised':
      return judged;
    case 'validation':
    case 'other':
      return { kind: 'failed', reason: judged.reason };
    case 'not_found':
      return { kind: 'failed', reason: 'Xero answered 404' };
    default:
      return unreachable(judged);
  }
}

/** As `judgeRead`, for answers that are an envelope. */
export function judgeEnvelope<T>(
  sent: SendOutcome,
  understand: (envelope: WireObject) => Understood<T>,
): ReadOutcome<T> {
  return judgeRead(sent, (judged) =>
    judged.kind === 'envelope'
      ? understand(judged.envelope)
      : { reason: "Xero's answer is not an envelope" },
  );
}
