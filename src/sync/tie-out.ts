/**
 * The tie-out: both sides compared record by record and total against total, from the same plans that
 * a sync acts on. A practice is tied out when no plan asks for anything and the receivables of what is
 * in both are equal (RULES L2). Pure; amounts per document currency, never added across currencies.
 */
import { Decimal } from '../base/decimal.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import { findingCodes, findingSentence, type FindingCode } from './finding-codes.ts';
import type { Kind, MirrorInvoice } from './mirror.ts';
import type { Plan } from './plan.ts';

export interface Difference {
  readonly kind: Kind;
  readonly bookId: string;
  /** Invoice number, client number, or the invoice number of a payment. */
  readonly number: string;
  /** A finding code, or `pending` for what the next sync does by itself. */
  readonly code: FindingCode | 'pending' | 'awaiting_answer';
  readonly sentence: string;
  readonly remedy: string;
}

export interface Receivables {
  readonly currency: string;
  /** What is owed by the book, of issued invoices that belong in Xero and are approved there. */
  readonly book: string;
  /** What is owed by Xero for the same invoices. */
  readonly xero: string;
  readonly difference: string;
  /** Issued here, still a draft there: owed by the book, and not yet by Xero. */
  readonly awaitingApproval: string;
  /** Sales invoices that only Xero has. */
  readonly xeroOnly: string;
  /** Credit in Xero that is not allocated to any invoice. */
  readonly unallocatedCredit: string;
  /** Xero's receivables as a whole: xero + xeroOnly − unallocatedCredit. */
  readonly xeroTotal: string;
}

export interface TieOut {
  readonly agree: boolean;
  readonly organisation: string;
  readonly madeAt: string;
  /** The oldest reading that the mirror rests on. */
  readonly mirrorReadAt: string | null;
  /** Records that are equal on both sides. */
  readonly equal: Readonly<Record<'contacts' | 'invoices' | 'payments', number>>;
  /** Records that the policy keeps out of Xero. */
  readonly outOfScope: Readonly<Record<'contacts' | 'invoices' | 'payments', number>>;
  readonly differences: readonly Difference[];
  readonly receivables: readonly Receivables[];
}

const plural = { contact: 'contacts', invoice: 'invoices', payment: 'payments' } as const;

interface Sums {
  book: Decimal;
  xero: Decimal;
  awaitingApproval: Decimal;
  xeroOnly: Decimal;
  unallocatedCredit: Decimal;
}

/** Adds up plans and amounts as they are streamed past; `report` ends it. */
export class TieOutTally {
  readonly #equal = { contacts: 0, invoices: 0, payments: 0 };
  readonly #outOfScope = { contacts: 0, invoices: 0, payments: 0 };
  readonly #differences: Difference[] = [];
  readonly #sums = new Map<string, Sums>();

  /** One record's plan. `number` names the record to a person. */
  addPlan(plan: Plan, number: string): void {
    const kind = plural[plan.kind];
    const note = (code: Difference['code'], sentence: string, remedy: string): void => {
      const { bookId } = plan;
      this.#differences.push({ kind: plan.kind, bookId, number, code, sentence, remedy });
    };
    for (const finding of plan.findings) {
      note(finding.code, findingSentence(finding), findingCodes[finding.code].remedy);
    }
    if (plan.findings.length > 0) return;
    const name = { contact: 'Contact', invoice: 'Invoice', payment: 'A payment on invoice' }[
      plan.kind
    ];
    if (plan.waitsFor === 'answer') {
      const remedy = findingCodes['held.unknown'].remedy;
      note('awaiting_answer', `${name} ${number} was sent, but no answer came yet.`, remedy);
    } else if (plan.commands.length > 0 || plan.waitsFor !== undefined) {
      note('pending', `${name} ${number} is not in agreement yet.`, 'The next sync does it.');
    } else if (plan.isOutOfScope) this.#outOfScope[kind] += 1;
    else this.#equal[kind] += 1;
  }

  #sumsOf(currency: string): Sums {
    const { zero } = Decimal;
    const sums = this.#sums.get(currency) ?? {
      book: zero,
      xero: zero,
      awaitingApproval: zero,
      xeroOnly: zero,
      unallocatedCredit: zero,
    };
    this.#sums.set(currency, sums);
    return sums;
  }

  /** What the book says is owed on an issued invoice that belongs in Xero; payments are negative. */
  addBookDue(currency: string, due: Decimal, isAwaitingApproval: boolean): void {
    const sums = this.#sumsOf(currency);
    if (isAwaitingApproval) sums.awaitingApproval = sums.awaitingApproval.plus(due);
    else sums.book = sums.book.plus(due);
  }

  /** A sales invoice of Xero: linked to the book or Xero's own. Only what is approved owes anything. */
  addXeroInvoice(
    invoice: Pick<MirrorInvoice, 'status' | 'currency' | 'amountDue'>,
    isLinked: boolean,
  ): void {
    if (invoice.status !== 'authorised' && invoice.status !== 'paid') return;
    const sums = this.#sumsOf(invoice.currency);
    if (isLinked) sums.xero = sums.xero.plus(invoice.amountDue);
    else sums.xeroOnly = sums.xeroOnly.plus(invoice.amountDue);
  }

  addUnallocatedCredit(currency: string, remaining: Decimal): void {
    const sums = this.#sumsOf(currency);
    sums.unallocatedCredit = sums.unallocatedCredit.plus(remaining);
  }

  report(made: { organisation: string; at: Instant; mirrorReadAt: Instant | undefined }): TieOut {
    const receivables = [...this.#sums]
      .map(([currency, sums]) => receivablesOf(currency, sums))
      .sort((a, b) => (a.currency < b.currency ? -1 : 1));
    const isTotalEqual = receivables.every((line) => Decimal.parse(line.difference).isZero());
    return {
      agree: isTotalEqual && this.#differences.length === 0,
      organisation: made.organisation,
      madeAt: formatInstant(made.at),
      mirrorReadAt: made.mirrorReadAt === undefined ? null : formatInstant(made.mirrorReadAt),
      equal: this.#equal,
      outOfScope: this.#outOfScope,
      differences: this.#differences,
      receivables,
    };
  }
}

function receivablesOf(currency: string, sums: Sums): Receivables {
  const text = (amount: Decimal): string => amount.normalised(2).toString();
  return {
    currency,
    book: text(sums.book),
    xero: text(sums.xero),
    difference: text(sums.book.minus(sums.xero)),
    awaitingApproval: text(sums.awaitingApproval),
    xeroOnly: text(sums.xeroOnly),
    unallocatedCredit: text(sums.unallocatedCredit),
    xeroTotal: text(sums.xero.plus(sums.xeroOnly).minus(sums.unallocatedCredit)),
  };
}
