/**
 * When to look next, without spending the day's calls: a look is one read a kind. Where webhooks reach
 * us every two hours is enough (52 calls an idle day); else every 15 minutes of the working day and
 * every two hours outside it (under 200).
 */
import { hour, instant, minute, type Instant } from '../base/time.ts';

const workdayStartsAt = 8;
const workdayEndsAt = 18;
const busyEveryMs = 15 * minute;
const calmEveryMs = 2 * hour;

/** `at` is when the last look was; `timeZone` the organisation's. */
export function nextLookAt(
  at: Instant,
  options: { timeZone: string; hasWebhooks: boolean },
): Instant {
  if (options.hasWebhooks) return instant(at + calmEveryMs);
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: options.timeZone,
    hour: 'numeric',
    weekday: 'short',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  const isWeekend = part('weekday') === 'Sat' || part('weekday') === 'Sun';
  const hours = Number(part('hour'));
  const isWorking = !isWeekend && hours >= workdayStartsAt && hours < workdayEndsAt;
  return instant(at + (isWorking ? busyEveryMs : calmEveryMs));
}
