/**
 * A transport that asks again: a read whose answer was lost, cut short or a gateway's page is made a
 * few more times, with growing pauses. Only for reads, and only where no sync stands behind them that
 * would ask again by itself (connecting).
 */
import { second, type Clock } from '../base/time.ts';
import { parseWire } from '../xero/wire-json.ts';
import type { SendOutcome, Transport } from '../xero/transport.ts';

const triesMax = 6;
const pauseMaxMs = 8 * second;

/** How long to wait before the next of several tries, the first being 1. */
export function pauseAfter(tries: number): number {
  return Math.min(2 ** (tries - 1) * 0.5 * second, pauseMaxMs);
}

/** Whether asking again may bring a better answer. */
function isBroken(sent: SendOutcome): boolean {
  if (sent.kind === 'held' || sent.kind === 'stopped') return false;
  if (sent.kind !== 'responded') return true;
  const { status, body } = sent.response;
  return status >= 500 || (status === 200 && parseWire(body) === undefined);
}

export function patientTransport(transport: Transport, clock: Clock): Transport {
  return {
    async send(request) {
      for (let tries = 1; ; tries += 1) {
        const sent = await transport.send(request);
        if (request.method !== 'GET' || tries >= triesMax || !isBroken(sent)) return sent;
        await clock.sleep(pauseAfter(tries));
      }
    },
  };
}

/** Asks for something by calls of its own, again while it `failed`. */
export async function patiently<T extends { readonly kind: string }>(
  clock: Clock,
  ask: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await ask();
    if (outcome.kind !== 'failed' || tries >= triesMax) return outcome;
    await clock.sleep(pauseAfter(tries));
  }
}
