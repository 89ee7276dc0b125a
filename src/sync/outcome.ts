/**
 * What came of a call and of each write in it. Unknown is an outcome of its own: the write may have
 * happened, and its record is not written again until Xero has been asked (docs/SPEC.md PRO).
 */
import type { AnyMirror } from './mirror.ts';

export type ElementOutcome =
  | {
      readonly kind: 'accepted';
      /** The record as Xero answered it. */
      readonly echo: AnyMirror;
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'rejected'; readonly messages: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

export type ThrottleProblem = 'minute' | 'day' | 'concurrent' | 'appminute';

export type CallOutcome =
  /** By mark; every mark of the call has its outcome. */
  | { readonly kind: 'answered'; readonly elements: ReadonlyMap<string, ElementOutcome> }
  /** Nothing was done: try again after `retryAfterMs`. */
  | {
      readonly kind: 'throttled';
      readonly problem: ThrottleProblem;
      readonly retryAfterMs: number;
    }
  /** Nothing was sent, or Xero refused the caller before it looked at the body. */
  | { readonly kind: 'not_sent'; readonly reason: string }
  | { readonly kind: 'unauthorised'; readonly cause: 'token' | 'scope' | 'tenant' }
  | { readonly kind: 'unknown'; readonly reason: string };
