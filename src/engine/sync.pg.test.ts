import { afterEach, expect, test } from 'vitest';
import { Firm } from '../../test/support/firm.ts';
import { templateDatabase } from '../../test/support/postgres.ts';
import { migrateUrl } from '../../test/support/migrated.ts';

const databases = templateDatabase(migrateUrl);
let open: AsyncDisposableStack | undefined;

async function firm(options: Partial<Parameters<typeof Firm.open>[0]> = {}): Promise<Firm> {
  open = new AsyncDisposableStack();
  const database = await databases.fresh();
  open.defer(() => database.drop());
  return open.use(await Firm.open({ databaseUrl: database.url, ...options }));
}

afterEach(async () => {
  await open?.disposeAsync();
});

test('a new client, invoice and payment reach Xero and tie out', async () => {
  const f = await firm();
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  await f.enter({ contacts: [contact], invoices: [invoice], payments: [f.payment(invoice)] });
  await f.connect();
  const result = await f.sync();
  console.log(JSON.stringify(result));
  const report = await f.tieOut();
  console.log(JSON.stringify(report, null, 1));
  console.log(await f.control('GET', '/counters'));
  expect(report.agree).toBe(true);
});
