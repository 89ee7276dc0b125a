/** Billing files by their path: opens the file, reads it by read-invoices.ts, and closes it again. */
import { basename } from 'node:path';
import { openFileBytes, type FileBytes } from './file-bytes.ts';
import type { ImportItem, ImportProgress, ImportSettings } from './imported-invoice.ts';
import { readInvoices } from './read-invoices.ts';

function openProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  return error instanceof Error ? error.message : String(error);
}

/**
 * Reads a billing file as a stream of whole invoices and refusals; a file that can not be opened is
 * one refusal, which names the file without its folder. Never throws for what a file says. Progress
 * is told after each step.
 */
export async function* readInvoiceFile(
  path: string,
  settings: ImportSettings,
  onProgress?: (progress: ImportProgress) => void,
): AsyncGenerator<ImportItem, void, undefined> {
  const name = basename(path);
  let file: FileBytes;
  try {
    file = await openFileBytes(path);
  } catch (error) {
    const message = `The file can not be opened: ${openProblem(error)}.`;
    const faults = [{ line: 0, field: '', code: 'file_unreadable', message }];
    yield { kind: 'refused', refusal: { file: name, faults } };
    return;
  }
  try {
    yield* readInvoices(file, { name, settings, onProgress });
  } finally {
    await file.close();
  }
}
