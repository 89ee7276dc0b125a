/** Takes the practice's invoices out as CSV, page by page, however many there are. */
import type { BookId, PracticeId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import { must } from '../base/assert.ts';
import { csvHeaderRow, invoiceCsv } from '../book/write-invoice-csv.ts';
import { readContacts, readInvoices } from '../store/book-records.ts';
import { readMatterNumbers } from '../store/book-terms.ts';
import type { Database } from '../store/database.ts';
import { readInvoiceIds } from '../store/tie-out-reads.ts';

/** Text to be written one after the other; the first is the header. */
export async function* exportInvoices(
  database: Database,
  practiceId: PracticeId,
): AsyncGenerator<string> {
  yield csvHeaderRow();
  const matters = await database.transaction((tx) => readMatterNumbers(tx, practiceId));
  let after: BookId | undefined;
  for (;;) {
    const page = { after, limit: limits.planChunk };
    const rows = await database.transaction(async (tx) => {
      const ids = await readInvoiceIds(tx, practiceId, page);
      after = ids.at(-1);
      const invoices = await readInvoices(tx, ids);
      const contactIds = [...new Set(invoices.map(({ record }) => record.contactId))];
      const contacts = new Map(
        (await readContacts(tx, contactIds)).map(({ record }) => [record.id, record]),
      );
      return invoices.flatMap(({ record: invoice }) => {
        const contact = must(contacts.get(invoice.contactId), 'the contact of an invoice');
        const text = invoiceCsv({ invoice, contact, matterNumber: (id) => matters.get(id) });
        return text === undefined ? [] : [text];
      });
    });
    yield* rows;
    if (after === undefined) return;
  }
}
