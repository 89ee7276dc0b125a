/**
 * A clock that moves only when somebody sleeps: sleepers wake in the order of their times, and time
 * jumps to the next of them when all are asleep. No test waits for real time.
 */
import { instant, type Clock, type Instant } from '../../src/base/time.ts';

export interface VirtualClock extends Clock {
  /** Moves time without waking sleepers that are not due. */
  advance(ms: number): void;
}

/** For code with one flow of control: a sleep moves the clock at once. */
export function jumpingClock(start: Instant): VirtualClock {
  let now: number = start;
  return {
    now: () => instant(now),
    sleep: (ms) => {
      now += Math.max(0, ms);
      return Promise.resolve();
    },
    advance: (ms) => {
      now += ms;
    },
  };
}
