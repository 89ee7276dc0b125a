import { expect, test } from 'vitest';
import type { Firm } from '../../test/support/firm.ts';
import { firms } from '../../test/support/firms.ts';
import { sql } from './database.ts';
import { appendHistory, brokenHistoryAt } from './history.ts';

const firm = firms();

function brokenAt(f: Firm): Promise<number | undefined> {
  return f.database.transaction((tx) => brokenHistoryAt(tx, f.practiceId));
}

/** As somebody with the database's password would do it: the trigger out of the way. */
async function tamper(f: Firm, statement: string): Promise<void> {
  await f.database.transaction(async (tx) => {
    await sql`alter table history disable trigger history_append_only`.execute(tx);
    await sql.raw(statement).execute(tx);
    await sql`alter table history enable trigger history_append_only`.execute(tx);
  });
}

test('[HIS1] every write to either side leaves a row: who, what, why, and by which call', async () => {
  const f = await firm();
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  await f.enter({ contacts: [contact], invoices: [invoice], payments: [f.payment(invoice)] });
  await f.connect();
  await f.sync();
  const { rows } = await f.database.transaction((tx) =>
    sql<{ side: string; kind: string; action: string; actor: string; has_request: boolean }>`
      select side, kind, action, actor, request_id is not null as has_request from history
      where practice_id = ${f.practiceId} order by sequence`.execute(tx),
  );
  const told = rows.map(({ side, kind, action, actor }) => `${actor} ${action} ${kind} in ${side}`);
  for (const kind of ['contact', 'invoice', 'payment']) {
    expect(told).toContain(`Test Person created ${kind} in book`);
    expect(told).toContain(`sync created ${kind} in xero`);
  }
  expect(rows.every((row) => row.has_request === (row.side === 'xero'))).toBe(true);
  expect(await brokenAt(f)).toBeUndefined();
});

test.each([
  ['changed', `update history set why = 'otherwise' where sequence = 2`, 2],
  [
    'changed together with its hash',
    `update history set hash = repeat('0', 64) where sequence = 2`,
    2,
  ],
  ['taken out', 'delete from history where sequence = 2', 3],
])('[HIS2] a row that was %s shows', async (_, statement, sequence) => {
  const f = await firm();
  await f.enter({ contacts: [f.contact(), f.contact(), f.contact()] });
  expect(await brokenAt(f)).toBeUndefined();
  await tamper(f, statement);
  expect(await brokenAt(f)).toBe(sequence);
});

test('[HIS3] the database itself refuses to change or delete a row', async () => {
  const f = await firm();
  await f.enter({ contacts: [f.contact()] });
  for (const statement of ['update history set why = why', 'delete from history']) {
    const change = f.database.transaction((tx) => sql.raw(statement).execute(tx));
    await expect(change).rejects.toThrow(/append-only/);
  }
});

test('[HIS2] rows appended by several at once are still one chain', async () => {
  const f = await firm();
  const append = (n: number) =>
    f.database.transaction((tx) =>
      appendHistory(tx, {
        practiceId: f.practiceId,
        at: f.clock.now(),
        entries: [1, 2].map((i) => ({
          actor: `person ${n}`,
          side: 'book' as const,
          kind: 'contact',
          recordId: String(i),
          action: 'edited',
          changes: [],
          why: 'at once',
        })),
      }),
    );
  await Promise.all(Array.from({ length: 6 }, (_, n) => append(n)));
  const { rows } = await f.database.transaction((tx) =>
    sql<{ count: number }>`select count(*) as count from history`.execute(tx),
  );
  expect(rows[0]?.count).toBe(12);
  expect(await brokenAt(f)).toBeUndefined();
});
