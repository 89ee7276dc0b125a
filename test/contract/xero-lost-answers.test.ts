/**
 * Each way of losing an answer: what the client makes of it, and what a look finds afterwards.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { look, planLooks } from '../../src/xero/looks.ts';
import { readPage } from '../../src/xero/reads.ts';
import { prepareCall } from '../../src/xero/writes.ts';
import { type XeroScene, answered, contact, openXeroScene } from './xero-scene.ts';

let scene: XeroScene;

beforeEach(async () => {
  scene = await openXeroScene();
});

describe('lost and broken answers', () => {
  const endpoint = 'PUT /api.xro/2.0/Contacts';
  const found = async (): Promise<number> => {
    const [search] = planLooks('contact', ['C-1']);
    return answered(await look(scene.transport, scene.access, must(search, 'a look'))).records
      .length;
  };

  test.each(['drop_after_commit', '500_after_commit', 'half_body'])(
    'after %s the outcome is unknown, the record is there, and a replay does not double it',
    async (kind) => {
      await scene.fault(kind, endpoint);
      const call = prepareCall([contact('C-1')]);
      const key = `replayed-${kind}`;
      const first = (await scene.send(call, key)).outcome;
      expect(first.kind).toBe('unknown');
      expect(await found()).toBe(1);
      await scene.send(call, key);
      expect(await found()).toBe(1);
    },
  );

  test.each(['drop_before', '500_before', 'html_502', 'html_403', '503_offline'])(
    'after %s the outcome is unknown and the record is not there',
    async (kind) => {
      await scene.fault(kind, endpoint);
      expect((await scene.send(prepareCall([contact('C-1')]))).outcome.kind).toBe('unknown');
      expect(await found()).toBe(0);
    },
  );

  test.each([
    ['429_minute', 'minute'],
    ['429_day', 'day'],
    ['429_concurrent', 'concurrent'],
    ['429_appminute', 'appminute'],
  ])('after %s nothing was done, and it is said when to come back', async (kind, problem) => {
    await scene.fault(kind, endpoint);
    const { outcome } = await scene.send(prepareCall([contact('C-1')]));
    expect(outcome).toMatchObject({ kind: 'throttled', problem });
    expect(outcome.kind === 'throttled' && outcome.retryAfterMs).toBeGreaterThanOrEqual(1000);
    expect(await found()).toBe(0);
  });

  test('[PRO5] a write that lands after its answer was given up is found by a later look', async () => {
    await scene.fault('late_commit', endpoint, { delayMs: 60_000 });
    const sending = scene.send(prepareCall([contact('C-1')]));
    await scene.clock.advance(26_000);
    expect((await sending).outcome.kind).toBe('unknown');
    expect(await found()).toBe(0);
    await scene.clock.advance(120_000);
    expect(await found()).toBe(1);
  });

  test('an answer slower than the deadline is unknown', async () => {
    await scene.fault('slow', endpoint, { delayMs: 40_000 });
    const sending = scene.send(prepareCall([contact('C-1')]));
    await scene.clock.advance(26_000);
    expect((await sending).outcome.kind).toBe('unknown');
  });

  test('a token that Xero calls expired is said to be so', async () => {
    await scene.fault('401_expired', endpoint);
    expect((await scene.send(prepareCall([contact('C-1')]))).outcome).toEqual({
      kind: 'unauthorised',
      cause: 'token',
    });
  });

  test.each(['drop_before', '500_before', 'html_403', '503_offline', 'half_body'])(
    'a read that meets %s has failed and is not an empty one',
    async (kind) => {
      await scene.fault(kind, 'GET /api.xro/2.0/Invoices');
      const read = await readPage(scene.transport, scene.access, { resource: 'invoices', page: 1 });
      expect(read.kind).toBe('failed');
    },
  );
});
