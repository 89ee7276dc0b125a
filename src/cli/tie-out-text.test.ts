import { expect, test } from 'vitest';
import type { TieOut } from '../sync/tie-out.ts';
import { Terminal } from './terminal.ts';
import { grouped, printTieOut } from './tie-out-text.ts';

const report: TieOut = {
  agree: false,
  organisation: 'Demo Company (AU)',
  madeAt: '2026-11-22T01:00:00.000Z',
  mirrorReadAt: '2026-11-22T01:00:00.000Z',
  equal: { contacts: 2, invoices: 1, payments: 0 },
  outOfScope: { contacts: 0, invoices: 0, payments: 0 },
  differences: [
    {
      kind: 'invoice',
      bookId: 'b',
      number: 'INV-1',
      code: 'invoice.voided_in_xero',
      sentence: 'Invoice INV-1 was voided in Xero and still stands here.',
      remedy: 'Cancel it here too.',
    },
  ],
  receivables: [
    {
      currency: 'AUD',
      book: '1234567.80',
      xero: '1234467.80',
      difference: '100.00',
      awaitingApproval: '0.00',
      xeroOnly: '12.00',
      unallocatedCredit: '0.00',
      xeroTotal: '1234479.80',
    },
  ],
};

function printed(): string {
  let text = '';
  const output = { isTTY: false, columns: 80, write: (more: string) => void (text += more) };
  printTieOut(new Terminal({ output, now: () => 0 }), report);
  return text;
}

test('a tie-out shows both sides, the difference, and each difference with its remedy', () => {
  const text = printed();
  expect(text).toContain('1,234,567.80    1,234,467.80          100.00');
  expect(text).toContain('Invoice INV-1 was voided in Xero and still stands here.');
  expect(text).toContain('Cancel it here too.');
  expect(text).toContain('12.00 AUD more are owed in Xero');
  expect(text).toContain('Not tied out: 1 record needs attention.');
});

test('amounts are grouped by thousands and keep their cents', () => {
  expect([grouped('0.00'), grouped('-1234.50'), grouped('1000000.00')]).toEqual([
    '0.00',
    '-1,234.50',
    '1,000,000.00',
  ]);
});
