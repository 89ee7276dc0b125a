/**
 * Reads the rows of many invoices at once: as many invoices as fit a batch, their rows in the order
 * of the file, neighbouring rows in one read. A contiguous file is read straight through; a
 * scattered one costs a read for each far row, never more memory than a batch.
 */
import type { FileBytes } from './file-bytes.ts';
import type { RowIndex, RowPlace } from './row-index.ts';

const batchBytes = 512 * 1024;
const spanBytes = 1024 * 1024;
/** Reading over a gap of this size is cheaper than another read. */
const gapBytes = 16 * 1024;

export interface RowText {
  readonly line: number;
  readonly text: string;
}

export interface InvoiceTexts {
  readonly key: string;
  readonly rows: readonly RowText[];
}

interface Pending {
  readonly key: string;
  readonly places: readonly RowPlace[];
  readonly texts: string[];
}

interface Slot {
  readonly place: RowPlace;
  readonly texts: string[];
  readonly at: number;
}

/** Thrown when the file no longer holds what was found in it. */
export class FileChanged extends Error {
  override name = 'FileChanged';
}

async function fill(file: FileBytes, slots: readonly Slot[], decode: (bytes: Buffer) => string) {
  let from = 0;
  while (from < slots.length) {
    const first = slots[from];
    if (!first) return;
    const { start } = first.place;
    let end = start + first.place.length;
    let to = from + 1;
    for (; to < slots.length; to += 1) {
      const next = slots[to]?.place;
      if (!next || next.start - end > gapBytes || next.start + next.length - start > spanBytes)
        break;
      end = next.start + next.length;
    }
    const bytes = await file.read(start, end - start);
    if (bytes.length < end - start) throw new FileChanged('the file became shorter');
    for (const { place, texts, at } of slots.slice(from, to)) {
      const offset = place.start - start;
      texts[at] = decode(bytes.subarray(offset, offset + place.length));
    }
    from = to;
  }
}

async function* filled(
  file: FileBytes,
  pending: readonly Pending[],
  decode: (bytes: Buffer) => string,
): AsyncGenerator<InvoiceTexts> {
  const slots = pending.flatMap(({ places, texts }) =>
    places.map((place, at): Slot => ({ place, texts, at })),
  );
  slots.sort((a, b) => a.place.start - b.place.start);
  await fill(file, slots, decode);
  for (const { key, places, texts } of pending) {
    yield { key, rows: places.map((place, at) => ({ line: place.line, text: texts[at] ?? '' })) };
  }
}

/** Every invoice's rows, in the order in which the invoices first appear. */
export async function* invoiceTexts(
  file: FileBytes,
  index: RowIndex,
  decode: (bytes: Buffer) => string,
): AsyncGenerator<InvoiceTexts> {
  let pending: Pending[] = [];
  let bytes = 0;
  for (const { key, places } of index.invoices()) {
    pending.push({ key, places, texts: [] });
    for (const place of places) bytes += place.length;
    if (bytes < batchBytes) continue;
    yield* filled(file, pending, decode);
    pending = [];
    bytes = 0;
  }
  yield* filled(file, pending, decode);
}
