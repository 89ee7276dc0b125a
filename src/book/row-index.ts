/**
 * Where the rows of each invoice stand in a file, in typed arrays: about 20 bytes a row, so that a
 * file whose invoices are scattered can be read invoice by invoice without holding it in memory.
 * Knows nothing of what a row says.
 */
import { must } from '../base/assert.ts';

export interface RowPlace {
  /** Byte offset of the row's first byte. */
  readonly start: number;
  /** Bytes, without the line end. */
  readonly length: number;
  /** 1-based line of the file on which the row begins. */
  readonly line: number;
}

function grown<T extends Float64Array | Uint32Array>(old: T, make: (length: number) => T): T {
  const next = make(old.length * 2);
  next.set(old);
  return next;
}

export class RowIndex {
  private readonly ordinals = new Map<string, number>();
  private starts = new Float64Array(4096);
  private lengths = new Uint32Array(4096);
  private lines = new Uint32Array(4096);
  private owners = new Uint32Array(4096);
  private rows = 0;

  get rowCount(): number {
    return this.rows;
  }

  get invoiceCount(): number {
    return this.ordinals.size;
  }

  /** Notes a row of the invoice that is known by `key`. */
  add(key: string, place: RowPlace): void {
    if (this.rows === this.starts.length) {
      this.starts = grown(this.starts, (length) => new Float64Array(length));
      this.lengths = grown(this.lengths, (length) => new Uint32Array(length));
      this.lines = grown(this.lines, (length) => new Uint32Array(length));
      this.owners = grown(this.owners, (length) => new Uint32Array(length));
    }
    let ordinal = this.ordinals.get(key);
    if (ordinal === undefined) {
      ordinal = this.ordinals.size;
      this.ordinals.set(key, ordinal);
    }
    this.starts[this.rows] = place.start;
    this.lengths[this.rows] = place.length;
    this.lines[this.rows] = place.line;
    this.owners[this.rows] = ordinal;
    this.rows += 1;
  }

  /** Each invoice's rows in the order of the file, invoices in the order of first appearance. */
  *invoices(): Generator<{ readonly key: string; readonly places: readonly RowPlace[] }> {
    const ends = new Uint32Array(this.invoiceCount);
    for (let row = 0; row < this.rows; row += 1) {
      const owner = must(this.owners[row], 'owner of a row');
      ends[owner] = must(ends[owner], 'count of rows') + 1;
    }
    let end = 0;
    for (let owner = 0; owner < ends.length; owner += 1) {
      end += must(ends[owner], 'count of rows');
      ends[owner] = end;
    }
    const order = new Uint32Array(this.rows);
    const next = ends.slice();
    for (let row = this.rows - 1; row >= 0; row -= 1) {
      const owner = must(this.owners[row], 'owner of a row');
      const slot = must(next[owner], 'slot of an invoice') - 1;
      next[owner] = slot;
      order[slot] = row;
    }
    let from = 0;
    for (const [key, owner] of this.ordinals) {
      const to = must(ends[owner], 'end of an invoice');
      const places: RowPlace[] = [];
      for (let at = from; at < to; at += 1) places.push(this.placeOf(must(order[at], 'row')));
      from = to;
      yield { key, places };
    }
  }

  private placeOf(row: number): RowPlace {
    return {
      start: must(this.starts[row], 'start of a row'),
      length: must(this.lengths[row], 'length of a row'),
      line: must(this.lines[row], 'line of a row'),
    };
  }
}
