/**
 * Keeps the calls to one organisation within Xero's limits: 5 at once, 60 a minute, so many a day.
 * Background work leaves room for people in each of them. The minute is counted here and corrected
 * by what Xero's headers say, since other processes may be calling too.
 *
 * Our own count is over any 60 seconds, and a call counts until 60 seconds after its answer, which
 * keeps within Xero's minute whether that is a fixed window or a rolling one. Waiting happens for
 * slots and for the minute; nobody ever waits for the day, they are told until when.
 */
import { limits } from '../base/limits.ts';
import { hour, instant, minute, type Clock, type Instant } from '../base/time.ts';
import type { BudgetReading, Throttle } from './budget-reading.ts';

export type Priority = 'person' | 'background';

export interface Slot {
  /** Gives the slot back with what the answer said; doing it twice does nothing. */
  release(said?: { readonly budget?: BudgetReading; readonly throttle?: Throttle }): void;
}

export type Acquired =
  | ({ readonly kind: 'granted' } & Slot)
  | { readonly kind: 'refused'; readonly limit: 'day'; readonly until: Instant }
  | { readonly kind: 'stopped' };

export interface BudgetState {
  readonly inFlight: number;
  readonly waiting: number;
  /** Calls that a person could make now without waiting for the minute. */
  readonly minuteRemaining: number;
  /** Undefined until Xero has said it. */
  readonly dayRemaining?: number;
  readonly pausedUntil?: Instant;
}

export interface Limiter {
  acquire(priority: Priority, signal?: AbortSignal): Promise<Acquired>;
  state(): BudgetState;
}

export interface LimiterOptions {
  readonly clock: Clock;
  /** Calls a day of the app's tier, of which a share is kept for people. */
  readonly dayMax?: number;
  /** What was last known, from before a restart. */
  readonly dayRemaining?: number;
}

interface Waiter {
  readonly priority: Priority;
  readonly settle: (acquired: Acquired) => void;
}

type Decision =
  | { readonly kind: 'go' }
  | { readonly kind: 'wait'; readonly until?: Instant }
  | { readonly kind: 'refuse'; readonly until: Instant };

const dayMaxDefault = 1000;
/** Nobody tells when the day starts anew, so when it is used up one call an hour finds out. */
const dayProbeMs = hour;

export function createLimiter(options: LimiterOptions): Limiter {
  return new TenantLimiter(options);
}

class TenantLimiter implements Limiter {
  readonly #clock: Clock;
  readonly #dayReserve: number;
  readonly #waiters: Waiter[] = [];
  /** When each of the last minute's calls stops counting; those in flight are not yet among them. */
  #minuteEnds: Instant[] = [];
  #inFlight = 0;
  #inFlightBackground = 0;
  #minuteSaid: { remaining: number; readonly until: Instant } | undefined;
  #day: { remaining: number; at: Instant } | undefined;
  #pausedUntil: Instant | undefined;
  #dayClosedUntil: Instant | undefined;
  #alarm: { readonly at: Instant; readonly controller: AbortController } | undefined;

  constructor({ clock, dayMax = dayMaxDefault, dayRemaining }: LimiterOptions) {
    this.#clock = clock;
    this.#dayReserve = Math.ceil(dayMax * limits.peopleDayShare);
    if (dayRemaining !== undefined) this.#day = { remaining: dayRemaining, at: clock.now() };
  }

  acquire(priority: Priority, signal?: AbortSignal): Promise<Acquired> {
    if (signal?.aborted) return Promise.resolve({ kind: 'stopped' });
    return new Promise((resolve) => {
      const stop = (): void => {
        const place = this.#waiters.indexOf(waiter);
        if (place !== -1) this.#waiters.splice(place, 1);
        waiter.settle({ kind: 'stopped' });
        this.#pump();
      };
      const waiter: Waiter = {
        priority,
        settle: (acquired) => {
          signal?.removeEventListener('abort', stop);
          resolve(acquired);
        },
      };
      signal?.addEventListener('abort', stop);
      this.#waiters.push(waiter);
      this.#pump();
    });
  }

  state(): BudgetState {
    const now = this.#clock.now();
    const isPaused = this.#pausedUntil !== undefined && this.#pausedUntil > now;
    return {
      inFlight: this.#inFlight,
      waiting: this.#waiters.length,
      minuteRemaining: this.#minuteRemaining(now),
      ...(this.#day ? { dayRemaining: this.#day.remaining } : {}),
      ...(isPaused && this.#pausedUntil !== undefined ? { pausedUntil: this.#pausedUntil } : {}),
    };
  }

  /** Settles all who can be settled, people first, each group in the order of asking. */
  #pump(): void {
    const now = this.#clock.now();
    let wakeAt: Instant | undefined;
    for (const priority of ['person', 'background'] as const) {
      for (;;) {
        const place = this.#waiters.findIndex((waiter) => waiter.priority === priority);
        const waiter = this.#waiters[place];
        if (!waiter) break;
        const decision = this.#decide(priority, now);
        if (decision.kind === 'wait') {
          if (decision.until !== undefined && (wakeAt === undefined || decision.until < wakeAt)) {
            wakeAt = decision.until;
          }
          break;
        }
        this.#waiters.splice(place, 1);
        waiter.settle(
          decision.kind === 'go'
            ? this.#grant(priority, now)
            : { kind: 'refused', limit: 'day', until: decision.until },
        );
      }
    }
    this.#setAlarm(wakeAt, now);
  }

  #decide(priority: Priority, now: Instant): Decision {
    const closedUntil = this.#dayClosedFor(priority, now);
    if (closedUntil !== undefined) return { kind: 'refuse', until: closedUntil };
    if (this.#pausedUntil !== undefined && this.#pausedUntil > now) {
      return { kind: 'wait', until: this.#pausedUntil };
    }
    const slots = limits.xeroConcurrentMax - this.#inFlight;
    const backgroundMax = limits.xeroConcurrentMax - limits.peopleSlots;
    const isFull = priority === 'background' && this.#inFlightBackground >= backgroundMax;
    // Whoever gives a slot back wakes the next.
    if (slots <= 0 || isFull) return { kind: 'wait' };
    const keep = priority === 'background' ? limits.peopleMinuteCalls : 0;
    if (this.#minuteRemaining(now) > keep) return { kind: 'go' };
    const until = this.#minuteChangesAt(now);
    return until === undefined ? { kind: 'wait' } : { kind: 'wait', until };
  }

  #minuteRemaining(now: Instant): number {
    this.#minuteEnds = this.#minuteEnds.filter((end) => end > now);
    const counted = limits.xeroMinuteMax - this.#minuteEnds.length - this.#inFlight;
    const said = this.#minuteSaid && this.#minuteSaid.until > now ? this.#minuteSaid : undefined;
    return Math.max(0, said ? Math.min(counted, said.remaining) : counted);
  }

  /** When the minute next has more room without anybody giving back a slot. */
  #minuteChangesAt(now: Instant): Instant | undefined {
    const ends = [...this.#minuteEnds];
    if (this.#minuteSaid && this.#minuteSaid.until > now) ends.push(this.#minuteSaid.until);
    return ends.length === 0 ? undefined : instant(Math.min(...ends));
  }

  /** Until when the day is closed for such a caller; undefined when it is open. */
  #dayClosedFor(priority: Priority, now: Instant): Instant | undefined {
    if (this.#dayClosedUntil !== undefined && this.#dayClosedUntil > now) {
      return this.#dayClosedUntil;
    }
    if (!this.#day) return undefined;
    const keep = priority === 'background' ? this.#dayReserve : 0;
    if (this.#day.remaining > keep) return undefined;
    const probeAt = instant(this.#day.at + dayProbeMs);
    return probeAt > now ? probeAt : undefined;
  }

  #grant(priority: Priority, now: Instant): Acquired {
    const isBackground = priority === 'background';
    this.#inFlight += 1;
    if (isBackground) this.#inFlightBackground += 1;
    if (this.#minuteSaid) this.#minuteSaid.remaining -= 1;
    // A probe of a used-up day is made by one caller, not by all who wait.
    if (this.#day) this.#day = { remaining: Math.max(0, this.#day.remaining - 1), at: now };
    let isReleased = false;
    return {
      kind: 'granted',
      release: (said = {}) => {
        if (isReleased) return;
        isReleased = true;
        this.#inFlight -= 1;
        if (isBackground) this.#inFlightBackground -= 1;
        this.#learn(said);
        this.#pump();
      },
    };
  }

  #learn({ budget, throttle }: { budget?: BudgetReading; throttle?: Throttle }): void {
    const now = this.#clock.now();
    this.#minuteEnds.push(instant(now + minute));
    if (budget?.minuteRemaining !== undefined) {
      // Calls still in flight may or may not be in Xero's figure; taken as not, we stay below.
      const remaining = budget.minuteRemaining - this.#inFlight;
      this.#minuteSaid = { remaining, until: instant(now + minute) };
    }
    if (budget?.dayRemaining !== undefined) {
      this.#day = { remaining: Math.max(0, budget.dayRemaining - this.#inFlight), at: now };
      if (budget.dayRemaining > 0) this.#dayClosedUntil = undefined;
    }
    if (!throttle) return;
    const until = instant(now + throttle.retryAfterMs);
    // Until then nothing is left, and after it the headers' last figure is of the minute before.
    if (throttle.problem === 'minute') this.#minuteSaid = { remaining: 0, until };
    if (throttle.problem === 'day') this.#dayClosedUntil = until;
    else if (this.#pausedUntil === undefined || until > this.#pausedUntil)
      this.#pausedUntil = until;
  }

  /** One sleep at a time, for whoever has to wait least. */
  #setAlarm(at: Instant | undefined, now: Instant): void {
    if (this.#alarm && at !== undefined && this.#alarm.at <= at && this.#alarm.at > now) return;
    this.#alarm?.controller.abort();
    this.#alarm = undefined;
    if (at === undefined) return;
    const alarm = { at, controller: new AbortController() };
    this.#alarm = alarm;
    void this.#clock.sleep(Math.max(1, at - now), alarm.controller.signal).then(() => {
      if (this.#alarm !== alarm) return;
      this.#alarm = undefined;
      this.#pump();
    });
  }
}
