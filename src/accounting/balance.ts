/** What is owed: amount due and settlement from an invoice and its payments. */
import { Decimal } from '../base/decimal.ts';
import type { Invoice } from './invoice.ts';
import type { Payment } from './payment.ts';

export type Settlement = 'unpaid' | 'part_paid' | 'paid';

export interface Balance {
  readonly paid: Decimal;
  readonly due: Decimal;
  readonly settlement: Settlement;
}

/** Due = total − paid. Only an issued invoice owes anything. */
export function balanceOf(
  invoice: Pick<Invoice, 'status' | 'total'>,
  payments: readonly Pick<Payment, 'amount'>[],
): Balance {
  const paid = Decimal.sum(payments.map((payment) => payment.amount));
  const due = invoice.status === 'issued' ? invoice.total.minus(paid) : Decimal.zero;
  if (invoice.status === 'issued' && !due.isPositive()) return { paid, due, settlement: 'paid' };
  return { paid, due, settlement: paid.isPositive() ? 'part_paid' : 'unpaid' };
}
