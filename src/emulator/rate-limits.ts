/**
 * Xero's limits: an app in one organisation has so many calls a minute, a day and at once, and an app
 * so many a minute over all. Windows are fixed and begin with their first call (sources differ; a
 * client should trust Retry-After). A refused call is not counted.
 */
import { day, minute } from '../base/time.ts';
import type { Answer } from './answers.ts';
import type { KeyedTable } from './table.ts';

export interface LimitWindow {
  readonly minuteStart: number;
  readonly minuteUsed: number;
  readonly dayStart: number;
  readonly dayUsed: number;
}

export interface Limits {
  readonly perMinute: number;
  readonly perDay: number;
  readonly concurrent: number;
  readonly appPerMinute: number;
}

export type LimitProblem = 'minute' | 'day' | 'concurrent' | 'appminute';

const unused: LimitWindow = { minuteStart: 0, minuteUsed: 0, dayStart: 0, dayUsed: 0 };

function windowAt(held: LimitWindow | undefined, now: number): LimitWindow {
  const window = held ?? unused;
  const minuteOver = now - window.minuteStart >= minute || now < window.minuteStart;
  const dayOver = now - window.dayStart >= day || now < window.dayStart;
  return {
    minuteStart: minuteOver ? now : window.minuteStart,
    minuteUsed: minuteOver ? 0 : window.minuteUsed,
    dayStart: dayOver ? now : window.dayStart,
    dayUsed: dayOver ? 0 : window.dayUsed,
  };
}

/** The empty 429 with its headers; no Retry-After for `concurrent`. */
export function limitAnswer(problem: LimitProblem, retryAfterSeconds?: number): Answer {
  const headers: Record<string, string> = { 'x-rate-limit-problem': problem };
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds);
  return { status: 429, headers, body: '' };
}

export interface Caller {
  readonly clientId: string;
  readonly tenantId: string;
}

export class RateLimits {
  private readonly table: KeyedTable<LimitWindow>;
  private readonly running = new Map<string, number>();

  constructor(table: KeyedTable<LimitWindow>) {
    this.table = table;
  }

  /**
   * Takes one call out of every window, or answers with the 429 that stands in the way. A call that
   * was let in has to be given back with `leave`.
   */
  enter(caller: Caller, limits: Limits, now: number): Answer | undefined {
    const key = `${caller.clientId}|${caller.tenantId}`;
    const window = windowAt(this.table.get(key), now);
    const app = windowAt(this.table.get(caller.clientId), now);
    const running = this.running.get(key) ?? 0;
    const secondsTo = (end: number): number => Math.max(1, Math.ceil((end - now) / 1000));
    if (running >= limits.concurrent) return limitAnswer('concurrent');
    if (window.dayUsed >= limits.perDay) {
      return limitAnswer('day', secondsTo(window.dayStart + day));
    }
    if (window.minuteUsed >= limits.perMinute) {
      return limitAnswer('minute', secondsTo(window.minuteStart + minute));
    }
    if (app.minuteUsed >= limits.appPerMinute) {
      return limitAnswer('appminute', secondsTo(app.minuteStart + minute));
    }
    this.table.set(key, {
      ...window,
      minuteUsed: window.minuteUsed + 1,
      dayUsed: window.dayUsed + 1,
    });
    this.table.set(caller.clientId, { ...app, minuteUsed: app.minuteUsed + 1 });
    this.running.set(key, running + 1);
    return undefined;
  }

  leave(caller: Caller): void {
    const key = `${caller.clientId}|${caller.tenantId}`;
    this.running.set(key, Math.max(0, (this.running.get(key) ?? 0) - 1));
  }

  /** What is left, as the headers that go with every answer. */
  headers(caller: Caller, limits: Limits, now: number): Record<string, string> {
    const window = windowAt(this.table.get(`${caller.clientId}|${caller.tenantId}`), now);
    const app = windowAt(this.table.get(caller.clientId), now);
    const left = (limit: number, used: number): string => String(Math.max(0, limit - used));
    return {
      'x-daylimit-remaining': left(limits.perDay, window.dayUsed),
      'x-minlimit-remaining': left(limits.perMinute, window.minuteUsed),
      'x-appminlimit-remaining': left(limits.appPerMinute, app.minuteUsed),
    };
  }
}
