/**
 * Finds the rows in a stretch of a billing file's bytes, and in each row the invoice number by which
 * rows are gathered. Works on bytes, because neither UTF-8 nor Windows-1252 ever has a separator
 * inside another character. What the rows say is read later, by the layouts.
 */
const quote = 0x22;
const blank = 0x20;

export interface RowShape {
  /** The byte that ends a row: line feed, or carriage return in files that have only those. */
  readonly terminator: number;
  readonly delimiter: number;
  /** CSV: separators and line ends inside quotation marks are text. */
  readonly isQuoted: boolean;
  readonly columnCount: number;
  readonly numberColumn: number;
  readonly dateColumn: number;
}

export interface ScannedRow {
  readonly start: number;
  /** After the last byte, without the terminator. */
  readonly end: number;
  /** After the terminator. */
  readonly next: number;
  /** How many terminators the row takes, those within quotation marks included. */
  readonly lineBreaks: number;
  readonly isBlank: boolean;
  /** The invoice number's bytes as Latin-1; '' when the row has none. */
  readonly key: string;
}

/**
 * The row that begins at `start`, or undefined when `bytes` ends within it and `isLast` does not say
 * that the file ends there.
 */
export function scanRow(
  bytes: Buffer,
  start: number,
  options: { readonly shape: RowShape; readonly isLast: boolean },
): ScannedRow | undefined {
  const { shape } = options;
  const fields: number[] = [start];
  let lineBreaks = 0;
  let isQuoted = false;
  let atFieldStart = true;
  let isBlank = true;
  let at = start;
  let isEnded = false;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === shape.terminator) {
      lineBreaks += 1;
      if (!isQuoted) {
        isEnded = true;
        break;
      }
    } else if (byte === quote && shape.isQuoted && (isQuoted || atFieldStart)) {
      isQuoted = !isQuoted;
      atFieldStart = false;
      isBlank = false;
      // A doubled mark closes and opens again at once.
      if (!isQuoted && bytes[at + 1] === quote) {
        isQuoted = true;
        at += 1;
      }
    } else if (byte === shape.delimiter && !isQuoted) {
      fields.push(at + 1);
      atFieldStart = true;
    } else if (byte !== undefined && byte > blank) {
      atFieldStart = false;
      // `[]` alone is the end of an empty LEDES row.
      if (byte !== 0x5b && byte !== 0x5d) isBlank = false;
    }
  }
  if (!isEnded && !options.isLast) return undefined;
  const key = isBlank ? '' : keyOf(bytes, { fields, end: at, shape });
  return { start, end: at, next: isEnded ? at + 1 : at, lineBreaks, isBlank, key };
}

function fieldText(bytes: Buffer, span: { fields: number[]; end: number }, column: number): string {
  const from = span.fields[column];
  if (from === undefined) return '';
  const following = span.fields[column + 1];
  const to = following === undefined ? span.end : following - 1;
  const text = bytes.toString('latin1', from, to).trim();
  return text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? text.slice(1, -1).replaceAll('""', '"').trim()
    : text;
}

/**
 * A row that is cut short names an invoice only if a date stands where one belongs: the second half
 * of a broken row would otherwise pass any word for an invoice number.
 */
function keyOf(bytes: Buffer, row: { fields: number[]; end: number; shape: RowShape }): string {
  const { shape } = row;
  if (row.fields.length < shape.columnCount) {
    const date = fieldText(bytes, row, shape.dateColumn);
    if (!/^\d{1,4}[\d/.-]{4,}$/.test(date)) return '';
  }
  return fieldText(bytes, row, shape.numberColumn);
}
