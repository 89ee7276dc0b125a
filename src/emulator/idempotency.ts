/**
 * Idempotency-Key: for six minutes the same key with the same request gets the same answer, errors
 * too; with another request it is refused. Bound to the app (and, by a switch, to the access token).
 */
import { minute } from '../base/time.ts';
import { jsonAnswer, type Answer } from './answers.ts';
import type { KeyedTable } from './table.ts';

export interface StoredAnswer {
  readonly requestHash: string;
  readonly at: number;
  readonly answer: Answer;
}

export const replayWindowMs = 6 * minute;
const keyLengthMax = 128;

function refused(message: string): Answer {
  return jsonAnswer(400, { ErrorNumber: 10, Type: 'ValidationException', Message: message });
}

/** Refuses a key that is too long. */
export function checkKey(key: string): Answer | undefined {
  return key.length <= keyLengthMax
    ? undefined
    : refused(`Idempotency Key must not be longer than ${keyLengthMax} characters.`);
}

export interface KeyedRequest {
  /** The key with what it is bound to. */
  readonly scope: string;
  readonly key: string;
  readonly requestHash: string;
}

/** The stored answer, the refusal of a key that belongs to another request, or undefined. */
export function replay(
  answers: KeyedTable<StoredAnswer>,
  request: KeyedRequest,
  now: number,
): Answer | undefined {
  const held = answers.get(request.scope);
  if (!held || now - held.at >= replayWindowMs) return undefined;
  if (held.requestHash === request.requestHash) return held.answer;
  return refused(`Idempotency Key: ${request.key} is used with a different request.`);
}

/** Keeps the answer, and forgets those whose window is over. */
export function remember(
  answers: KeyedTable<StoredAnswer>,
  request: KeyedRequest,
  kept: { readonly answer: Answer; readonly now: number },
): void {
  for (const scope of answers.keys()) {
    const held = answers.get(scope);
    if (held && kept.now - held.at < replayWindowMs) break;
    answers.delete(scope);
  }
  answers.delete(request.scope);
  answers.set(request.scope, {
    requestHash: request.requestHash,
    at: kept.now,
    answer: kept.answer,
  });
}
