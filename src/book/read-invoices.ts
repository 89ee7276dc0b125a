/**
 * The way in for billing data: LEDES 1998B, LEDES 98BI V2, our CSV and Xero's sales-invoice CSV,
 * recognised by content. A file is read twice: first to note where each invoice's rows stand, then
 * invoice by invoice in order of first appearance. So an invoice whose rows are scattered is still
 * judged whole, and memory does not grow with the file.
 */
import { isUtf8 } from 'node:buffer';
import { limits } from '../base/limits.ts';
import { csvInvoice } from './csv-invoice.ts';
import type { FileBytes } from './file-bytes.ts';
import type { ImportCode } from './import-codes.ts';
import type {
  ImportFault,
  ImportItem,
  ImportProgress,
  ImportSettings,
} from './imported-invoice.ts';
import { InvoiceRows, type Row } from './invoice-rows.ts';
import { ledesInvoice } from './ledes-invoice.ts';
import { recognise, type FileFormat } from './recognise.ts';
import { scanRow } from './record-scan.ts';
import { RowIndex } from './row-index.ts';
import { FileChanged, invoiceTexts, type InvoiceTexts } from './row-texts.ts';
import { missingSettings } from './settings-needed.ts';
import { splitCsvRow, splitLedesRow } from './split-row.ts';

const headBytes = limits.importLineBytesMax;
/** Two of the longest rows, so that each step takes in at least one whole row. */
const stepBytes = 2 * limits.importLineBytesMax;

interface Scan {
  readonly index: RowIndex;
  readonly decode: (bytes: Buffer) => string;
  readonly fault?: ImportFault;
}

type Report = (done: { bytes: number; invoices: number; lines: number }) => void;

function decoder(isUtf8File: boolean): (bytes: Buffer) => string {
  if (isUtf8File) return (bytes) => bytes.toString('utf8');
  const windows = new TextDecoder('windows-1252');
  return (bytes) => windows.decode(bytes);
}

/** First pass: where the rows of each invoice stand, and in which encoding the file is written. */
async function scan(file: FileBytes, format: FileFormat, report: Report): Promise<Scan> {
  const { shape } = format;
  const index = new RowIndex();
  let isValid = isUtf8(await file.read(0, format.dataStart));
  let position = format.dataStart;
  let line = format.dataLine;
  while (position < file.size) {
    const bytes = await file.read(position, stepBytes);
    if (bytes.length === 0) break;
    const isLast = position + bytes.length >= file.size;
    let at = 0;
    while (at < bytes.length) {
      const row = scanRow(bytes, at, { shape, isLast });
      if (!row || row.end - row.start > limits.importLineBytesMax) {
        // Unfinished at the end of a step: the next step begins with it.
        if (!row && at > 0) break;
        const message = `The row that begins on line ${line} is longer than 1 MiB.`;
        const fault = { line, field: '', code: 'row_too_long', message } as const;
        return { index, decode: decoder(isValid), fault };
      }
      if (!row.isBlank) {
        const length = row.end - row.start;
        index.add(row.key, { start: position + row.start, length, line });
      }
      line += row.lineBreaks;
      at = row.next;
    }
    isValid &&= isUtf8(bytes.subarray(0, at));
    position += at;
    report({ bytes: position / 2, invoices: 0, lines: 0 });
  }
  return { index, decode: decoder(isValid) };
}

function rowsOf(texts: InvoiceTexts, format: FileFormat): readonly Row[] {
  const { layout, columns } = format;
  return texts.rows.map(({ line, text }) => ({
    line,
    fields:
      layout.kind === 'ledes'
        ? splitLedesRow(text, columns.count)
        : splitCsvRow(text, layout.delimiter, columns.count),
  }));
}

function withoutNumber(rows: InvoiceRows, field: string, file: string): ImportItem {
  for (const row of rows.rows) {
    const message = `${rows.columns.nameOf(field)} is blank, so the row belongs to no invoice.`;
    rows.fault(row, field, { code: 'row_without_number', message });
  }
  return { kind: 'refused', refusal: { file, faults: rows.faults.inOrder() } };
}

interface Reading {
  readonly format: FileFormat;
  readonly settings: ImportSettings;
  /** The file's base name, for refusals. */
  readonly name: string;
}

/** One invoice's rows as an item. */
function itemOf(texts: InvoiceTexts, { format, settings, name }: Reading): ImportItem {
  const { layout, columns } = format;
  const rows = new InvoiceRows(rowsOf(texts, format), columns, {
    allowGrouping: layout.kind === 'csv',
    invoiceNumber: Buffer.from(texts.key, 'latin1').toString('utf8'),
  });
  if (texts.key === '') {
    return withoutNumber(rows, layout.kind === 'ledes' ? 'INVOICE_NUMBER' : 'number', name);
  }
  return layout.kind === 'ledes'
    ? ledesInvoice({ rows, version: layout.version, settings }, name)
    : csvInvoice({ rows, layout: layout.layout, settings }, name);
}

async function* readOpened(
  file: FileBytes,
  reading: Omit<Reading, 'format'>,
  onProgress: (progress: ImportProgress) => void,
): AsyncGenerator<ImportItem, void, undefined> {
  const refuse = (faults: readonly ImportFault[]): ImportItem => ({
    kind: 'refused',
    refusal: { file: reading.name, faults },
  });
  const whole = (code: ImportCode, message: string): ImportItem =>
    refuse([{ line: 1, field: '', code, message }]);
  if (file.size === 0) return yield whole('empty_file', 'The file holds nothing.');
  const recognition = recognise(await file.read(0, headBytes));
  if (recognition.kind === 'refused') return yield refuse(recognition.faults);
  const { format } = recognition;
  const missing = missingSettings(format.layout, reading.settings);
  if (missing.length > 0) return yield refuse(missing);
  const report: Report = ({ bytes, invoices, lines }) => {
    onProgress({ bytesRead: Math.floor(bytes), bytesTotal: file.size, invoices, lines });
  };
  const scanned = await scan(file, format, report);
  if (scanned.fault) return yield refuse([scanned.fault]);
  if (scanned.index.rowCount === 0) {
    return yield whole('empty_file', 'The file has its header and no rows.');
  }
  let lines = 0;
  let invoices = 0;
  try {
    for await (const texts of invoiceTexts(file, scanned.index, scanned.decode)) {
      yield itemOf(texts, { ...reading, format });
      invoices += 1;
      lines += texts.rows.length;
      const share = lines / scanned.index.rowCount;
      report({ bytes: (file.size * (1 + share)) / 2, invoices, lines });
    }
  } catch (error) {
    if (!(error instanceof FileChanged)) throw error;
    yield whole('file_changed', 'The file became shorter while it was being read.');
    return;
  }
  if (!(await file.isUnchanged())) {
    yield whole('file_changed', 'The file was written to while it was being read.');
  }
}

/**
 * Reads a billing file's bytes as a stream of whole invoices and refusals. Never throws for what the
 * file says; what the disk says (a failing read) passes through.
 */
export function readInvoices(
  file: FileBytes,
  reading: {
    /** The file's base name, for refusals. */
    readonly name: string;
    readonly settings: ImportSettings;
    readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
  },
): AsyncGenerator<ImportItem, void, undefined> {
  const { name, settings, onProgress = () => {} } = reading;
  return readOpened(file, { name, settings }, onProgress);
}
