import { expect, test } from 'vitest';
import { limitedTransport } from './limited-transport.ts';
import { createLimiter, type Acquired, type Limiter, type Priority } from './limiter.ts';
import { access, json, manualClock, scriptedTransport, settled } from './scripted-ports.ts';
import { readPage } from './reads.ts';

type Granted = Extract<Acquired, { kind: 'granted' }>;

/** Asks, and says what came of it once something did. */
function ask(limiter: Limiter, priority: Priority, signal?: AbortSignal) {
  const asked: { got: Acquired | undefined } = { got: undefined };
  void limiter.acquire(priority, signal).then((acquired) => {
    asked.got = acquired;
  });
  return asked;
}

async function granted(limiter: Limiter, priority: Priority): Promise<Granted> {
  const acquired = await limiter.acquire(priority);
  if (acquired.kind !== 'granted') throw new Error(`not granted: ${acquired.kind}`);
  return acquired;
}

async function spend(limiter: Limiter, calls: number, priority: Priority = 'person') {
  for (let n = 0; n < calls; n += 1) (await granted(limiter, priority)).release();
}

test('[LIM4] background work has at most four of the five slots', async () => {
  const limiter = createLimiter({ clock: manualClock() });
  const slots = [];
  for (let n = 0; n < 4; n += 1) slots.push(await granted(limiter, 'background'));
  const background = ask(limiter, 'background');
  const person = ask(limiter, 'person');
  const another = ask(limiter, 'person');
  await settled();
  expect([background.got?.kind, person.got?.kind, another.got?.kind]).toEqual([
    undefined,
    'granted',
    undefined,
  ]);
  slots[0]?.release();
  await settled();
  expect(another.got?.kind).toBe('granted');
  expect(background.got).toBeUndefined();
  slots[1]?.release();
  await settled();
  expect(background.got?.kind).toBe('granted');
  expect(limiter.state().inFlight).toBe(5);
});

test('a slot given back twice counts once', async () => {
  const limiter = createLimiter({ clock: manualClock() });
  const slot = await granted(limiter, 'person');
  slot.release();
  slot.release();
  expect(limiter.state().inFlight).toBe(0);
});

test('people go before background work that asked earlier', async () => {
  const limiter = createLimiter({ clock: manualClock() });
  const slots = [];
  for (let n = 0; n < 5; n += 1) slots.push(await granted(limiter, 'person'));
  const background = ask(limiter, 'background');
  const person = ask(limiter, 'person');
  slots[0]?.release();
  await settled();
  expect(person.got?.kind).toBe('granted');
  expect(background.got).toBeUndefined();
});

test('[LIM4] background work leaves ten calls of each minute to people', async () => {
  const clock = manualClock();
  const limiter = createLimiter({ clock });
  await spend(limiter, 50, 'background');
  const background = ask(limiter, 'background');
  await settled();
  expect(background.got).toBeUndefined();
  await spend(limiter, 10, 'person');
  const person = ask(limiter, 'person');
  await clock.advance(59_999);
  expect(person.got).toBeUndefined();
  await clock.advance(1);
  expect(person.got?.kind).toBe('granted');
  expect(background.got?.kind).toBe('granted');
});

test('[LIM3] never more than 60 calls in any 60 seconds, whoever asks', async () => {
  const clock = manualClock();
  const limiter = createLimiter({ clock });
  const startedAt: number[] = [];
  for (let n = 0; n < 200; n += 1) {
    const priority = n % 3 === 0 ? 'person' : 'background';
    void limiter.acquire(priority).then(async (acquired) => {
      startedAt.push(clock.now());
      await clock.sleep(300 + (n % 7) * 100);
      if (acquired.kind === 'granted') acquired.release();
    });
  }
  await clock.advance(10 * 60_000);
  expect(startedAt).toHaveLength(200);
  for (const from of startedAt) {
    expect(startedAt.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(
      60,
    );
  }
  expect(Math.max(...startedAt) - Math.min(...startedAt)).toBeLessThan(6 * 60_000);
});

test('the headers correct our own count: others may be calling too', async () => {
  const clock = manualClock();
  const limiter = createLimiter({ clock });
  (await granted(limiter, 'person')).release({ budget: { minuteRemaining: 2 } });
  expect(limiter.state().minuteRemaining).toBe(2);
  await spend(limiter, 2);
  const person = ask(limiter, 'person');
  await settled();
  expect(person.got).toBeUndefined();
  await clock.advance(60_000);
  expect(person.got?.kind).toBe('granted');
});

test('after a 429 nobody calls before the time that Xero gave', async () => {
  const clock = manualClock();
  const limiter = createLimiter({ clock });
  const throttle = { problem: 'minute', retryAfterMs: 26_000 } as const;
  (await granted(limiter, 'background')).release({ throttle });
  const person = ask(limiter, 'person');
  await clock.advance(25_999);
  expect(person.got).toBeUndefined();
  expect(limiter.state().pausedUntil).toBe(clock.now() + 1);
  await clock.advance(1);
  expect(person.got?.kind).toBe('granted');
});

test('[LIM5] nobody waits for the day: they are told until when', async () => {
  const clock = manualClock();
  const limiter = createLimiter({ clock });
  const throttle = { problem: 'day', retryAfterMs: 3_600_000 } as const;
  (await granted(limiter, 'person')).release({ throttle });
  const until = clock.now() + 3_600_000;
  expect(await limiter.acquire('person')).toEqual({ kind: 'refused', limit: 'day', until });
  await clock.advance(3_600_000);
  expect((await limiter.acquire('person')).kind).toBe('granted');
});

test('those who wait are told at once when the day turns out to be over', async () => {
  const limiter = createLimiter({ clock: manualClock() });
  const slots = [];
  for (let n = 0; n < 5; n += 1) slots.push(await granted(limiter, 'person'));
  const person = ask(limiter, 'person');
  slots[0]?.release({ throttle: { problem: 'day', retryAfterMs: 1000 } });
  await settled();
  expect(person.got?.kind).toBe('refused');
});

test('[LIM4] background work leaves a tenth of the day to people', async () => {
  const clock = manualClock();
  const limiter = createLimiter({ clock, dayMax: 1000 });
  (await granted(limiter, 'background')).release({ budget: { dayRemaining: 100 } });
  const refused = await limiter.acquire('background');
  expect(refused).toMatchObject({ kind: 'refused', limit: 'day' });
  expect((await limiter.acquire('person')).kind).toBe('granted');
});

test('a used-up day is asked about once an hour, by one caller', async () => {
  const clock = manualClock();
  const limiter = createLimiter({ clock, dayRemaining: 0 });
  expect((await limiter.acquire('person')).kind).toBe('refused');
  await clock.advance(3_600_000);
  const probe = await granted(limiter, 'person');
  expect((await limiter.acquire('person')).kind).toBe('refused');
  probe.release({ budget: { dayRemaining: 999 } });
  expect((await limiter.acquire('person')).kind).toBe('granted');
});

test('who is told to stop waits no longer', async () => {
  const clock = manualClock();
  const limiter = createLimiter({ clock });
  await spend(limiter, 60);
  const controller = new AbortController();
  const person = ask(limiter, 'person', controller.signal);
  await settled();
  controller.abort();
  await settled();
  expect(person.got?.kind).toBe('stopped');
  expect(limiter.state().waiting).toBe(0);
  expect((await limiter.acquire('person', controller.signal)).kind).toBe('stopped');
});

test('a limited transport gives its slot back however the call ends, with what it learnt', async () => {
  const clock = manualClock();
  const limiter = createLimiter({ clock });
  const headers = {
    'x-daylimit-remaining': '0',
    'x-rate-limit-problem': 'day',
    'retry-after': '90',
  };
  const inner = scriptedTransport('broken', json({}, { status: 500 }), { status: 429, headers });
  const transport = limitedTransport(inner, limiter, { clock, priority: 'background' });
  const query = { resource: 'payments', page: 1 } as const;
  expect((await readPage(transport, access, query)).kind).toBe('failed');
  expect((await readPage(transport, access, query)).kind).toBe('failed');
  expect(await readPage(transport, access, query)).toMatchObject({
    kind: 'throttled',
    problem: 'day',
  });
  // The fourth is not sent: the script has no answer for it.
  expect(await readPage(transport, access, query)).toMatchObject({
    kind: 'throttled',
    problem: 'day',
    retryAfterMs: 90_000,
  });
  expect(inner.asked).toHaveLength(3);
  expect(limiter.state()).toMatchObject({ inFlight: 0, waiting: 0, dayRemaining: 0 });
});
