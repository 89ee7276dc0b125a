import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal, decimal } from '../base/decimal.ts';
import { instant } from '../base/time.ts';
import { findingCodes, findingSentence, type FindingCode } from './finding-codes.ts';
import type { MirrorInvoice } from './mirror.ts';
import { agreed, type Plan } from './plan.ts';
import { ids, only } from './plan-fixture.ts';
import { TieOutTally, type TieOut } from './tie-out.ts';

const made = { organisation: 'Demo Company', at: instant(60_000), mirrorReadAt: instant(0) };

function reportOf(fill: (tally: TieOutTally) => void): TieOut {
  const tally = new TieOutTally();
  fill(tally);
  return tally.report(made);
}

const xeroInvoice = (
  status: MirrorInvoice['status'],
  due: string,
  currency = 'AUD',
): Pick<MirrorInvoice, 'status' | 'currency' | 'amountDue'> => ({
  status,
  currency,
  amountDue: decimal(due),
});

const invoicePlan = (given: Partial<Plan> = {}): Plan => ({
  ...agreed('invoice', ids.invoice),
  ...given,
});

describe('when a practice is tied out', () => {
  test('[TIE1] with nothing planned and equal receivables', () => {
    const report = reportOf((tally) => {
      tally.addPlan(invoicePlan(), 'INV-1');
      tally.addPlan({ ...agreed('contact', ids.contact), isOutOfScope: true }, 'C1');
      tally.addBookDue('AUD', decimal('100.00'), false);
      tally.addXeroInvoice(xeroInvoice('authorised', '100'), true);
    });
    expect(report.agree).toBe(true);
    expect(report.equal).toEqual({ contacts: 0, invoices: 1, payments: 0 });
    expect(report.outOfScope).toEqual({ contacts: 1, invoices: 0, payments: 0 });
    expect(only(report.receivables)).toMatchObject({
      book: '100.00',
      xero: '100.00',
      difference: '0.00',
    });
  });

  test.each<[string, Partial<Plan>, string]>([
    [
      'a finding',
      {
        findings: [{ code: 'invoice.voided_in_xero', facts: { number: 'INV-1', state: 'voided' } }],
      },
      'invoice.voided_in_xero',
    ],
    ['a command', { commands: [{ kind: 'unlink', record: 'payment' }] }, 'pending'],
    ['another record to wait for', { waitsFor: 'contact' }, 'pending'],
    ['an answer to wait for', { waitsFor: 'answer' }, 'awaiting_answer'],
  ])('[TIE1] never with %s', (_, given, code) => {
    const report = reportOf((tally) => tally.addPlan(invoicePlan(given), 'INV-1'));
    expect(report.agree).toBe(false);
    expect(report.equal.invoices).toBe(0);
    const difference = only(report.differences);
    expect(difference).toMatchObject({ kind: 'invoice', number: 'INV-1', code });
    expect(difference.sentence).toContain('INV-1');
    expect(difference.remedy).not.toBe('');
  });

  test('[TIE1] never with a cent between the totals', () => {
    const report = reportOf((tally) => {
      tally.addBookDue('AUD', decimal('100.00'), false);
      tally.addXeroInvoice(xeroInvoice('authorised', '99.99'), true);
    });
    expect([report.agree, only(report.receivables).difference]).toEqual([false, '0.01']);
  });
});

describe('receivables', () => {
  test('[TIE2] Xero’s are those of linked invoices, of its own, less credit that is not allocated', () => {
    const report = reportOf((tally) => {
      tally.addXeroInvoice(xeroInvoice('authorised', '70.10'), true);
      tally.addXeroInvoice(xeroInvoice('authorised', '20.20'), false);
      tally.addUnallocatedCredit('AUD', decimal('5.05'));
      tally.addBookDue('AUD', decimal('70.10'), false);
    });
    expect(report.agree).toBe(true);
    expect(only(report.receivables)).toMatchObject({
      xero: '70.10',
      xeroOnly: '20.20',
      unallocatedCredit: '5.05',
      xeroTotal: '85.25',
    });
  });

  test.each(['draft', 'submitted', 'voided', 'deleted'] as const)(
    '[TIE3] a %s invoice owes nothing, whatever amount stands on it',
    (status) => {
      const report = reportOf((tally) => {
        tally.addXeroInvoice(xeroInvoice(status, '24.15'), true);
        tally.addXeroInvoice(xeroInvoice(status, '24.15'), false);
      });
      expect(report.receivables).toEqual([]);
    },
  );

  test('[TIE4] what is issued here and a draft there has a line of its own', () => {
    const report = reportOf((tally) => {
      tally.addPlan(invoicePlan(), 'INV-1');
      tally.addBookDue('AUD', decimal('50'), true);
    });
    expect(report.agree).toBe(true);
    expect(only(report.receivables)).toMatchObject({ book: '0.00', awaitingApproval: '50.00' });
  });

  test('[TIE5] each currency is by itself: what is owed in one never makes up for another', () => {
    const report = reportOf((tally) => {
      tally.addBookDue('USD', decimal('10'), false);
      tally.addXeroInvoice(xeroInvoice('authorised', '10', 'AUD'), true);
    });
    expect(report.agree).toBe(false);
    expect(report.receivables.map(({ currency, difference }) => [currency, difference])).toEqual([
      ['AUD', '-10.00'],
      ['USD', '10.00'],
    ]);
  });

  test('[TIE2] sums are exact and do not depend on the order', () => {
    const cents = fc.array(fc.bigInt({ min: -(10n ** 8n), max: 10n ** 8n }), { maxLength: 30 });
    fc.assert(
      fc.property(cents, (amounts) => {
        const totals = (units: readonly bigint[]): string[] =>
          reportOf((tally) => {
            for (const n of units) tally.addBookDue('AUD', Decimal.ofUnits(n, 2), false);
          }).receivables.map(({ book }) => book);
        expect(totals(amounts)).toEqual(totals([...amounts].reverse()));
        const sum = amounts.reduce((a, b) => a + b, 0n);
        if (amounts.length > 0)
          expect(totals(amounts)).toEqual([Decimal.ofUnits(sum, 2).toFixed(2)]);
      }),
    );
  });

  test('[TIE6] a report says when it was made and how old the oldest reading is', () => {
    expect(reportOf(() => {})).toMatchObject({
      organisation: 'Demo Company',
      madeAt: '1970-01-01T00:01:00.000Z',
      mirrorReadAt: '1970-01-01T00:00:00.000Z',
    });
    const never = new TieOutTally().report({ ...made, mirrorReadAt: undefined });
    expect(never.mirrorReadAt).toBeNull();
  });
});

describe('what people are told', () => {
  test('[TIE7] each code has a sentence, a cause and a remedy', () => {
    for (const [code, text] of Object.entries(findingCodes)) {
      for (const part of [text.sentence, text.cause, text.remedy]) {
        expect([code, /^.{10,}[.}]$/s.test(part)]).toEqual([code, true]);
      }
    }
  });

  test('[TIE7] a sentence is filled with the facts of the record', () => {
    const code: FindingCode = 'contact.differs';
    const facts = { name: 'Acme', field: 'email', book: 'a@b', xero: 'c@d' };
    expect(findingSentence({ code, facts })).toBe('Acme: email is “a@b” here and “c@d” in Xero.');
  });
});
