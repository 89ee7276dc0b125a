import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { allOf, codesOf, feeRow, fileOf1998B, settings } from './example-files.ts';
import { readInvoiceFile } from './read-invoice-file.ts';

const folder = await mkdtemp(join(tmpdir(), 'tieout-book-'));
afterAll(() => rm(folder, { recursive: true }));

test('a file on disk larger than what is read at once gives all its invoices', async () => {
  const rows = Array.from({ length: 24_000 }, (_, at) =>
    feeRow(
      { number: String(at), units: '1', cost: '10' },
      { INVOICE_NUMBER: `N${at % 300}`, INVOICE_TOTAL: '800' },
    ),
  );
  const path = join(folder, 'large.txt');
  const text = fileOf1998B(rows);
  expect(text.length).toBeGreaterThan(2 * 1024 * 1024);
  await writeFile(path, text);
  const items = await allOf(readInvoiceFile(path, settings));
  expect(items).toHaveLength(300);
  expect(items.every((item) => item.kind === 'invoice' && item.invoice.lines.length === 80)).toBe(
    true,
  );
});

test.each(['there-is-no-such-file.txt', '.'])(
  'a path that is no readable file is one refusal: %s',
  async (name) => {
    const items = await allOf(readInvoiceFile(join(folder, name), settings));
    expect(items.map((item) => item.kind === 'refused' && codesOf(item.refusal))).toEqual([
      ['0::file_unreadable'],
    ]);
    const [item] = items;
    expect(item?.kind === 'refused' && item.refusal.faults[0]?.message).not.toContain(folder);
  },
);
