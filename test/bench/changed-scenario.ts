/**
 * What it costs to learn of one changed invoice among many: bytes read against the size of the
 * invoice as Xero gives it, until nothing more is read of it. Once changed in Xero by the bookkeeper,
 * which the goal is for; once changed in the book and sent, where it is read before, echoed, and
 * found once more by the next look.
 */
import { decimal } from '../../src/base/decimal.ts';
import { totalsOf, type Invoice } from '../../src/accounting/invoice.ts';
import { replaceInvoice } from '../../src/store/book-edits.ts';
import type { TestServer } from '../support/postgres-cluster.ts';
import { BenchFirm } from './bench-firm.ts';
import { figure, type Figure } from './figures.ts';

const goal = 2.5;

interface Found {
  readonly Invoices: readonly [{ readonly InvoiceID: string }];
}

/** Bytes of the invoice alone, as it comes in a list with its lines. */
async function sizeOf(bench: BenchFirm, invoice: Invoice): Promise<{ id: string; size: number }> {
  const path = `Invoices?InvoiceNumbers=${invoice.number}&page=1&pageSize=10`;
  const found = await bench.firm.act<Found>('GET', path);
  const [one] = found.Invoices;
  return { id: one.InvoiceID, size: Buffer.byteLength(JSON.stringify(one)) };
}

/** Bytes of the next two syncs, less those of two with nothing to do: the second reads what overlaps. */
async function bytesOfChange(bench: BenchFirm, change: () => Promise<void>): Promise<number> {
  const idle = (await bench.measureRested()).tally.totalBytes;
  await change();
  const first = await bench.measureRested();
  const second = await bench.measureRested();
  const { read, counts } = first.sync;
  if (read + counts.invoice.accepted === 0) throw new Error('the change was not seen');
  return first.tally.totalBytes + second.tally.totalBytes - 2 * idle;
}

export async function changedScenario(server: TestServer): Promise<Figure[]> {
  await using bench = await BenchFirm.open(server);
  const { firm } = bench;
  const contact = firm.contact();
  const invoices = Array.from({ length: 300 }, (_, i) =>
    firm.invoice(contact.id, { lines: Array.from({ length: 2 + (i % 10) }, () => firm.line()) }),
  );
  await firm.enter({ contacts: [contact], invoices });
  await bench.warmUp();
  await bench.measureRested();
  const figures: Figure[] = [];
  const [inXero, inBook] = [invoices[5], invoices[6]];
  if (!inXero || !inBook) throw new Error('no invoices');
  const seen = await sizeOf(bench, inXero);
  const byXero = await bytesOfChange(bench, async () => {
    await firm.act('POST', `Invoices/${seen.id}`, { InvoiceID: seen.id, Reference: 'seen' });
  });
  const scenario = 'one changed invoice among 300';
  figures.push(
    figure({ scenario, name: 'size of the invoice', value: seen.size, unit: 'bytes' }),
    figure({
      scenario,
      name: 'changed in Xero: bytes read, times its size',
      value: byXero / seen.size,
      unit: 'times',
      goal,
    }),
  );
  const sent = await sizeOf(bench, inBook);
  const byBook = await bytesOfChange(bench, async () => {
    const [first, ...others] = inBook.lines;
    const line = firm.line({
      ...(first ? { kind: first.kind } : {}),
      unitPrice: decimal('365.00'),
    });
    const lines = [line, ...others];
    const invoice = { ...inBook, lines, ...totalsOf(lines, inBook.amountsAre, 2) };
    const changes = [{ field: 'lines', to: 'revised' }];
    await firm.database.transaction((tx) =>
      replaceInvoice(tx, firm.edit, { invoice, source: 'book', changes }),
    );
  });
  figures.push(
    figure({
      scenario,
      name: 'changed in the book: bytes read, times its size',
      value: byBook / sent.size,
      unit: 'times',
    }),
  );
  return figures;
}
