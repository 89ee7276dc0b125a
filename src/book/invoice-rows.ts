/**
 * The rows of one invoice while it is assembled: reads their fields, gathers the faults, and finds
 * the values on which all rows of an invoice must agree.
 */
import type { Decimal } from '../base/decimal.ts';
import type { Columns } from './columns.ts';
import { FaultList } from './fault-list.ts';
import { parseNumber, type Parsed } from './field-values.ts';
import type { ImportCode } from './import-codes.ts';

export interface Row {
  /** 1-based line of the file. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** A value read from a field: `blank` when there is nothing, `bad` when the fault is noted. */
export type Value<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'blank' | 'bad'; readonly value?: undefined };

const blankValue = { kind: 'blank' } as const;
const badValue = { kind: 'bad' } as const;

interface AgreementOptions<T> {
  /** Refuses rows that leave the field blank. */
  readonly isNeeded?: boolean;
  readonly parse: (text: string) => Parsed<T>;
  /** Two texts that mean the same; equal texts always do. */
  readonly isSame?: (a: T, b: T) => boolean;
  readonly rows?: readonly Row[];
}

export class InvoiceRows {
  readonly rows: readonly Row[];
  /** False when a row had to be left out: sums would then say nothing. */
  readonly isComplete: boolean;
  readonly faults = new FaultList();
  readonly notices = new FaultList();
  readonly columns: Columns;
  /** As the file's index knows it; '' for none. */
  readonly invoiceNumber: string;
  private readonly allowGrouping: boolean;

  /** Rows with another number of fields than the header are noted as faults and left out. */
  constructor(
    rows: readonly Row[],
    columns: Columns,
    options: { readonly allowGrouping: boolean; readonly invoiceNumber: string },
  ) {
    this.columns = columns;
    this.invoiceNumber = options.invoiceNumber;
    this.allowGrouping = options.allowGrouping;
    const whole = rows.filter((row) => {
      const count = row.fields.length;
      if (count === columns.count) return true;
      const hint =
        count > columns.count
          ? 'perhaps a text holds the separator'
          : 'perhaps it is cut short, or broken over two lines';
      this.faults.add({
        line: row.line,
        field: '',
        code: 'wrong_field_count',
        message: `The row has ${count} fields where the header has ${columns.count}: ${hint}.`,
      });
      return false;
    });
    this.rows = whole;
    this.isComplete = whole.length === rows.length;
  }

  /** The field's text; '' when it is blank or the file has no such column. */
  text(row: Row, field: string): string {
    return row.fields[this.columns.placeOf(field)] ?? '';
  }

  fault(row: Row, field: string, fault: { code: ImportCode; message: string }): void {
    this.faults.add({ line: row.line, field: this.columns.nameOf(field), ...fault });
  }

  notice(row: Row, field: string, notice: { code: ImportCode; message: string }): void {
    this.notices.add({ line: row.line, field: this.columns.nameOf(field), ...notice });
  }

  /** Reads a field by `parse`; notes a fault when it can not be read. */
  read<T>(row: Row, field: string, parse: (text: string) => Parsed<T>): Value<T> {
    const text = this.text(row, field);
    if (text === '') return blankValue;
    const parsed = parse(text);
    if (parsed.ok) return { kind: 'value', value: parsed.value };
    const message = `${this.columns.nameOf(field)} "${shortened(text)}" ${parsed.problem}.`;
    this.fault(row, field, { code: parsed.code, message });
    return badValue;
  }

  number(row: Row, field: string): Value<Decimal> {
    return this.read(row, field, (text) => parseNumber(text, this.allowGrouping));
  }

  /**
   * The one value that all rows state for `field`; one fault for each other value, naming both lines.
   * Blank rows agree with everything unless the field is needed.
   */
  agreed<T>(field: string, options: AgreementOptions<T>): Value<T> {
    const name = this.columns.nameOf(field);
    const rows = options.rows ?? this.rows;
    let first: { value: T; text: string; line: number } | undefined;
    let isBad = false;
    const seen = new Set<string>();
    for (const row of rows) {
      const text = this.text(row, field);
      if (text === '' && options.isNeeded) {
        this.fault(row, field, { code: 'missing_value', message: `${name} is blank.` });
        isBad = true;
      }
      if (text === '' || seen.has(text)) continue;
      seen.add(text);
      const read = this.read(row, field, options.parse);
      if (read.kind !== 'value') {
        isBad = true;
      } else if (!first) {
        first = { value: read.value, text, line: row.line };
      } else if (!options.isSame?.(first.value, read.value)) {
        const message =
          `${name} is "${shortened(text)}" on line ${row.line} but "${shortened(first.text)}" on ` +
          `line ${first.line}, and both rows belong to the same invoice.`;
        this.fault(row, field, { code: 'rows_contradict', message });
      }
    }
    if (first) return { kind: 'value', value: first.value };
    return isBad ? badValue : blankValue;
  }
}

/** Long texts are cut in messages. */
export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Any text, up to `max` characters. */
export function textUpTo(max: number): (text: string) => Parsed<string> {
  return (text) =>
    text.length <= max
      ? { ok: true, value: text }
      : { ok: false, code: 'value_too_long', problem: `is longer than ${max} characters` };
}
