/**
 * Nothing is in Xero twice, at any moment of its log: no two live invoices with one of our numbers or
 * links, no two live payments with one mark, or made for one payment of the book.
 */
import { paymentToken } from '../../../src/sync/marks.ts';
import type { Audit, Violation } from '../audit.ts';
import { bookInvoiceOf } from '../xero-hand.ts';
import { isLive } from '../xero-books.ts';

const invariant = 'nothing is in Xero twice';

function doubled<T>(rows: readonly T[], key: (row: T) => string | undefined): [string, T[]][] {
  const groups = Map.groupBy(rows, key);
  return [...groups].flatMap(([name, found]): [string, T[]][] =>
    name !== undefined && found.length > 1 ? [[name, found]] : [],
  );
}

export function nothingTwice(audit: Audit): Violation[] {
  const { xero } = audit;
  const live = xero.invoices.filter(isLive);
  const byNumber = doubled(live, (invoice) => invoice.InvoiceNumber?.toLowerCase());
  const byLink = doubled(live, bookInvoiceOf);
  const byContact = doubled(xero.contacts, (contact) => contact.ContactNumber || undefined);
  return [
    ...byNumber.map(([number]) => ({
      invariant,
      detail: `two live invoices have number ${number}`,
    })),
    ...byLink.map(([id]) => ({
      invariant,
      detail: `two live invoices stand for the book's ${id}`,
    })),
    ...byContact.map(([number]) => ({ invariant, detail: `two contacts have number ${number}` })),
    ...paymentsTwice(audit),
  ];
}

/** Walks the log: payments that were live together under one mark, or for one payment of the book. */
function paymentsTwice({ xero, payments, installationId }: Audit): Violation[] {
  const bookPaymentOf = new Map<string, string>();
  const installation = { id: installationId, publicUrl: '' };
  for (const { record, generation } of payments) {
    for (let n = 1; n <= generation; n += 1) {
      bookPaymentOf.set(paymentToken(installation, record.id, n), record.id);
    }
  }
  const violations: Violation[] = [];
  const live = new Map<string, string>();
  for (const write of xero.writes) {
    if (write.resource !== 'Payments') continue;
    const mark = /\[[a-z2-9]{9}\]$/.exec(write.reference ?? '')?.[0];
    if (mark === undefined) continue;
    const subject = bookPaymentOf.get(mark) ?? mark;
    if (write.kind === 'create') {
      const other = live.get(subject);
      if (other !== undefined) {
        const detail = `payment ${subject} was made as ${write.id} while ${other} stood (${mark})`;
        violations.push({ invariant, detail });
      }
      live.set(subject, write.id);
    }
    if (write.kind === 'delete' && live.get(subject) === write.id) live.delete(subject);
  }
  return violations;
}
