/**
 * The reads of the Xero client against the emulator, whole or interrupted.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import type { XeroId } from '../../src/base/id.ts';
import { instant } from '../../src/base/time.ts';
import { type PagePlace, nextPlace } from '../../src/xero/pager.ts';
import { readByIds, readChanged, readPage } from '../../src/xero/reads.ts';
import { prepareCall } from '../../src/xero/writes.ts';
import { type XeroScene, answered, contact, openXeroScene } from './xero-scene.ts';

let scene: XeroScene;

beforeEach(async () => {
  scene = await openXeroScene();
});

describe('reading', () => {
  async function readAll(pageSize: number): Promise<Set<XeroId>> {
    const seen = new Set<XeroId>();
    let place: PagePlace | undefined = { page: 1 };
    for (let reads = 0; place; reads += 1) {
      expect(reads).toBeLessThan(100);
      const query = { resource: 'contacts', pageSize, ...place } as const;
      const read = answered(await readPage(scene.transport, scene.access, query));
      expect(read.unreadable).toEqual([]);
      for (const record of read.records) seen.add(record.xeroId);
      place = nextPlace(place, read);
    }
    return seen;
  }

  test('page after page brings every record, archived ones too', async () => {
    const made = new Set<XeroId>();
    for (let n = 0; n < 12; n += 1) {
      made.add((await scene.accepted(contact(`C-${n}`))).xeroId);
      await scene.clock.advance(n % 3 === 0 ? 5_000 : 200);
    }
    const all = await readAll(1000);
    expect(await readAll(5)).toEqual(all);
    expect([...made].every((id) => all.has(id))).toBe(true);
  });

  test('what changed since the last answer is found from that answer', async () => {
    const echo = await scene.newInvoice('INV-1');
    const query = { resource: 'invoices', page: 1 } as const;
    const { answeredAt } = answered(await readPage(scene.transport, scene.access, query));
    await scene.clock.advance(10_000);
    const since = { ...query, modifiedSince: instant(answeredAt + 5_000) };
    expect(answered(await readPage(scene.transport, scene.access, since)).records).toEqual([]);
    await scene.accepted(scene.payment('p1', echo.xeroId, '1.00'));
    const changed = answered(await readPage(scene.transport, scene.access, since)).records;
    expect(changed.map((one) => one.number)).toEqual(['INV-1']);
    const seen = answered(await readChanged(scene.transport, scene.access, since)).records;
    expect(seen).toEqual([{ xeroId: echo.xeroId, updatedAt: changed[0]?.updatedAt }]);
  });

  test('records of each kind are read by their ids', async () => {
    const echo = await scene.newInvoice('INV-1');
    const paid = await scene.accepted(scene.payment('p1', echo.xeroId, '1.00'));
    const strange = '00000000-1111-4111-8111-000000000000' as XeroId;
    const read = async (resource: 'contacts' | 'invoices' | 'payments', id: XeroId) => {
      const outcome = await readByIds(scene.transport, scene.access, {
        resource,
        ids: [id, strange],
      });
      return answered(outcome).records.map((one) => one.xeroId);
    };
    expect(await read('contacts', echo.contactId)).toEqual([echo.contactId]);
    expect(await read('invoices', echo.xeroId)).toEqual([echo.xeroId]);
    expect(await read('payments', paid.xeroId)).toEqual([paid.xeroId]);
  });

  test('what is left of the budget comes with each answer', async () => {
    const { budget } = await scene.send(prepareCall([contact('C-1')]));
    expect(budget?.minuteRemaining).toBeTypeOf('number');
    expect(budget?.dayRemaining).toBeTypeOf('number');
  });
});
