/**
 * Load and decide: the plans of some records of a connection, from what the database holds now. Used
 * alike to sync, to preview and to tie out.
 */
import type { BookId, ConnectionId } from '../base/id.ts';
import { readContactCases, readInvoiceCases, readPaymentsCases } from '../store/cases.ts';
import type { Tx } from '../store/database.ts';
import type { Kind } from '../sync/mirror.ts';
import type { Plan, PlanContext } from '../sync/plan.ts';
import { planContact, type ContactCase } from '../sync/plan-contact.ts';
import { planInvoice, type InvoiceCase } from '../sync/plan-invoice.ts';
import { planPayments, type BookPayment, type PaymentsCase } from '../sync/plan-payments.ts';

export interface Planned {
  readonly plan: Plan;
  /** What was planned: the record's version when it was read. */
  readonly bookVersion: number;
  /** The id that hints of this record carry: its own, or for payments that of their invoice. */
  readonly hintId: BookId;
  readonly case:
    | { readonly kind: 'contact'; readonly given: ContactCase }
    | { readonly kind: 'invoice'; readonly given: InvoiceCase }
    | { readonly kind: 'payment'; readonly given: PaymentsCase; readonly one?: BookPayment };
}

/** `ids` are of contacts, of invoices, or for payments of the invoices that they pay. */
export async function planRecords(
  tx: Tx,
  connectionId: ConnectionId,
  wanted: { context: PlanContext; kind: Kind; ids: readonly BookId[] },
): Promise<Planned[]> {
  const { context, kind, ids } = wanted;
  switch (kind) {
    case 'contact': {
      const cases = await readContactCases(tx, connectionId, ids);
      return cases.map((given) => ({
        plan: planContact(context, given),
        bookVersion: given.version,
        hintId: given.contact.id,
        case: { kind, given },
      }));
    }
    case 'invoice': {
      const cases = await readInvoiceCases(tx, connectionId, ids);
      return cases.map((given) => ({
        plan: planInvoice(context, given),
        bookVersion: given.version,
        hintId: given.invoice.id,
        case: { kind, given },
      }));
    }
    case 'payment': {
      const cases = await readPaymentsCases(tx, connectionId, ids);
      return cases.flatMap((given) => plannedPayments(context, given));
    }
  }
}

function plannedPayments(context: PlanContext, given: PaymentsCase): Planned[] {
  return planPayments(context, given).map((plan) => {
    const one = given.payments.find(({ payment }) => payment.id === plan.bookId);
    return {
      plan,
      bookVersion: one?.version ?? 0,
      hintId: given.invoice.id,
      case: { kind: 'payment', given, ...(one ? { one } : {}) },
    };
  });
}
