/**
 * At rest both sides agree, or each difference is a finding that a person sees: none is pending, none
 * awaits an answer, findings are exactly the tie-out's differences, totals differ only by what
 * findings explain, and records that nobody else touched are equal.
 */
import { Decimal } from '../../../src/base/decimal.ts';
import { explained, type Audit, type Violation } from '../audit.ts';
import { inXero } from './nothing-lost.ts';

const invariant = 'at rest both sides agree, or a finding says why';

export function atRest(audit: Audit): Violation[] {
  return [...unfinished(audit), ...findingsShown(audit), ...totals(audit), ...certain(audit)];
}

function unfinished({ tieOut }: Audit): Violation[] {
  return tieOut.differences
    .filter(({ code }) => code === 'pending' || code === 'awaiting_answer')
    .map(({ kind, number, code, bookId }) => ({
      invariant,
      detail: `${kind} ${number} (${bookId}) is ${code}`,
    }));
}

/** What the tie-out says and what people are shown are one list. */
function findingsShown({ tieOut, findings }: Audit): Violation[] {
  const key = (one: { kind: string; bookId: string; code: string }): string =>
    `${one.kind} ${one.bookId} ${one.code}`;
  const shown = new Set(findings.map(key));
  const real = new Set(tieOut.differences.map(key));
  const stale = [...shown].filter((one) => !real.has(one));
  const silent = [...real].filter((one) => !shown.has(one) && !/pending|awaiting_answer/.test(one));
  return [
    ...stale.map((one) => ({ invariant: 'findings are closed', detail: `${one} is still shown` })),
    ...silent.map((one) => ({ invariant: 'nothing is silent', detail: `${one} is not shown` })),
  ];
}

/** Receivables of records without findings are equal in each currency. */
function totals(audit: Audit): Violation[] {
  const said = explained(audit);
  const sums = new Map<string, Decimal>();
  for (const invoice of audit.invoices) {
    const found = inXero(audit, invoice);
    if (said.has(invoice.id) || invoice.status !== 'issued' || !found) continue;
    const paid = audit.payments.filter(
      ({ record, isDeleted }) => record.invoiceId === invoice.id && !isDeleted,
    );
    const due = invoice.total.minus(Decimal.sum(paid.map(({ record }) => record.amount)));
    const sum = sums.get(invoice.currency) ?? Decimal.zero;
    sums.set(invoice.currency, sum.plus(due).minus(found.AmountDue));
  }
  const unequal = [...sums].filter(([, difference]) => !difference.isZero());
  const isQuiet = audit.tieOut.differences.length === 0;
  const isSaid = audit.tieOut.agree || !isQuiet;
  return [
    ...unequal.map(([currency, difference]) => ({
      invariant,
      detail: `receivables differ by ${difference.toFixed(2)} ${currency} that no finding explains`,
    })),
    ...(isSaid ? [] : [{ invariant, detail: 'no record differs, and yet the totals do' }]),
  ];
}

/** A sound record that was entered once and that nobody else touched has nothing said about it. */
function certain(audit: Audit): Violation[] {
  const { known } = audit;
  const violations: Violation[] = [];
  for (const { kind, bookId, code } of audit.findings) {
    const invoice = audit.invoices.find(({ id }) => id === bookId);
    const payment = audit.payments.find(({ record }) => record.id === bookId)?.record;
    const about = invoice ?? audit.invoices.find(({ id }) => id === payment?.invoiceId);
    if (!about || !known.isCertain(bookId)) continue;
    const contact = audit.contacts.find(({ id }) => id === about.contactId);
    const isSure =
      known.isCertain(about.id) &&
      known.isCertain(about.contactId) &&
      known.isCertain(contact?.number ?? '') &&
      known.isCertain(contact?.name ?? '') &&
      !known.isLocked(about.date) &&
      !isCrowded(audit, about.id) &&
      !audit.findings.some((other) => other.bookId === about.contactId);
    if (!isSure) continue;
    const detail = `${kind} ${about.number} (${bookId}) is sound and untouched, and yet ${code}`;
    violations.push({ invariant: 'what is certain is equal', detail });
  }
  return violations;
}

/** Some payment on the invoice is uncertain itself, or paid in a locked period. */
function isCrowded({ payments, known }: Audit, invoiceId: string): boolean {
  return payments.some(
    ({ record }) =>
      record.invoiceId === invoiceId &&
      (!known.isCertain(record.id) || record.enteredIn === 'xero' || known.isLocked(record.date)),
  );
}
