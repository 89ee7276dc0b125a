/**
 * Brings a billing file into the book: read as a stream, taken in batches, each invoice whole or not
 * at all. What was refused comes back with file, line and field; a stop in the middle leaves whole
 * invoices, and the same file again takes up where it was.
 */
import { basename } from 'node:path';
import type { PracticeId } from '../base/id.ts';
import type { ImportedInvoice, ImportFault, ImportRefusal } from '../book/imported-invoice.ts';
import type { ImportProgress, ImportSettings } from '../book/imported-invoice.ts';
import { readInvoiceFile } from '../book/read-invoice-file.ts';
import { takeInvoices } from '../store/imports.ts';
import type { EngineContext } from './context.ts';

/** Invoices taken in one transaction, and lines: whichever is reached first. */
const batchInvoicesMax = 200;
const batchLinesMax = 1000;

export interface ImportReport {
  readonly file: string;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly lines: number;
  readonly refused: readonly ImportRefusal[];
  /** Taken in, but worth a look: a tax that does not follow from its rate. */
  readonly notices: readonly (ImportFault & { readonly invoiceNumber: string })[];
}

export async function importFile(
  context: Pick<EngineContext, 'database' | 'clock' | 'random'>,
  options: {
    practiceId: PracticeId;
    path: string;
    settings: ImportSettings;
    actor: string;
    onProgress?: (progress: ImportProgress) => void;
  },
): Promise<ImportReport> {
  const file = basename(options.path);
  const report = { file, created: 0, updated: 0, unchanged: 0, lines: 0 };
  const refused: ImportRefusal[] = [];
  const notices: (ImportFault & { invoiceNumber: string })[] = [];
  let batch: ImportedInvoice[] = [];
  let batchLines = 0;
  const take = async (invoices: readonly ImportedInvoice[]): Promise<void> => {
    if (invoices.length === 0) return;
    const edit = {
      practiceId: options.practiceId,
      at: context.clock.now(),
      actor: options.actor,
      why: `imported from ${file}`,
    };
    const { random } = context;
    const taken = await context.database.transaction((tx) =>
      takeInvoices(tx, edit, { invoices, file, source: 'import', random }),
    );
    report.created += taken.created;
    report.updated += taken.updated;
    report.unchanged += taken.unchanged;
    refused.push(...taken.refused);
  };
  // One batch is taken in by the database while the next is read.
  let taking: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const invoices = batch;
    batch = [];
    batchLines = 0;
    await taking;
    taking = take(invoices);
    // Awaited with the next batch; until then a failure is nobody's yet.
    taking.catch(() => {});
  };
  for await (const item of readInvoiceFile(options.path, options.settings, options.onProgress)) {
    if (item.kind === 'refused') {
      refused.push(item.refusal);
      continue;
    }
    const { invoice } = item;
    batch.push(invoice);
    batchLines += invoice.lines.length;
    report.lines += invoice.lines.length;
    for (const notice of invoice.notices)
      notices.push({ ...notice, invoiceNumber: invoice.number });
    if (batch.length >= batchInvoicesMax || batchLines >= batchLinesMax) await flush();
  }
  await flush();
  await taking;
  return { ...report, refused, notices };
}
