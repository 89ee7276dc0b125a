/**
 * What Xero's headers say of the budget: how many calls are left, and, on a 429, which limit was
 * met and when to come back. Names are matched in any casing, since Xero's documents do not agree.
 */
import type { HttpResponse } from '../base/http.ts';
import { hour, minute, second } from '../base/time.ts';
import type { ThrottleProblem } from '../sync/outcome.ts';

export interface BudgetReading {
  readonly minuteRemaining?: number;
  readonly dayRemaining?: number;
  readonly appMinuteRemaining?: number;
}

export interface Throttle {
  readonly problem: ThrottleProblem;
  readonly retryAfterMs: number;
}

const waitDefaultMs: Readonly<Record<ThrottleProblem, number>> = {
  concurrent: second,
  minute,
  appminute: minute,
  day: hour,
};
const waitMaxMs = 24 * hour;

function countHeader(response: HttpResponse, name: string): number | undefined {
  const text = response.headers[name]?.trim() ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

export function readBudget(response: HttpResponse): BudgetReading {
  const minuteRemaining = countHeader(response, 'x-minlimit-remaining');
  const dayRemaining = countHeader(response, 'x-daylimit-remaining');
  const appMinuteRemaining = countHeader(response, 'x-appminlimit-remaining');
  return {
    ...(minuteRemaining === undefined ? {} : { minuteRemaining }),
    ...(dayRemaining === undefined ? {} : { dayRemaining }),
    ...(appMinuteRemaining === undefined ? {} : { appMinuteRemaining }),
  };
}

function problemOf(response: HttpResponse, budget: BudgetReading): ThrottleProblem {
  const named = response.headers['x-rate-limit-problem']?.trim().toLowerCase();
  if (named === 'minute' || named === 'day' || named === 'concurrent') return named;
  if (named === 'appminute' || named === 'app-minute' || named === 'app minute') return 'appminute';
  if (budget.dayRemaining === 0) return 'day';
  if (budget.minuteRemaining === 0) return 'minute';
  return budget.appMinuteRemaining === 0 ? 'appminute' : 'concurrent';
}

/** Of a 429, whose body is empty. Retry-After is in seconds and may be missing. */
export function readThrottle(response: HttpResponse): Throttle {
  const problem = problemOf(response, readBudget(response));
  const seconds = countHeader(response, 'retry-after');
  return {
    problem,
    // A wait of nought would have us knock again at once.
    retryAfterMs:
      seconds === undefined
        ? waitDefaultMs[problem]
        : Math.min(Math.max(seconds * second, second), waitMaxMs),
  };
}
