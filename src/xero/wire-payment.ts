/**
 * Payments between Xero's fields and ours. A payment can not be edited in Xero, only made and
 * deleted. Read from /Payments alone: the payments inside an invoice say neither their account nor
 * their status nor whether they are reconciled.
 */
import { assert } from '../base/assert.ts';
import type { MirrorPayment } from '../sync/mirror.ts';
import type { PaymentPosting } from '../sync/posting.ts';
import { present, type BodyOf, type Fields, type Schemas } from './wire-fields.ts';

type Payment = Schemas['Payment'];

const statuses: Readonly<Record<string, MirrorPayment['status']>> = {
  AUTHORISED: 'authorised',
  DELETED: 'deleted',
};

export function readPayment(payment: Fields<Payment>): MirrorPayment {
  const invoiceId = payment.object('Invoice')?.id('InvoiceID');
  const accountId = payment.object('Account')?.id('AccountID');
  const batchId =
    payment.id('BatchPaymentID') ?? payment.object('BatchPayment')?.id('BatchPaymentID');
  return {
    kind: 'payment',
    xeroId: payment.requiredId('PaymentID'),
    updatedAt: present(payment.instant('UpdatedDateUTC'), 'UpdatedDateUTC'),
    status: payment.oneOf('Status', statuses),
    type: payment.text('PaymentType').toLowerCase(),
    ...(invoiceId ? { invoiceId } : {}),
    ...(accountId ? { accountId } : {}),
    date: present(payment.date('Date'), 'Date'),
    amount: present(payment.decimal('Amount'), 'Amount'),
    reference: payment.text('Reference'),
    isReconciled: payment.flag('IsReconciled'),
    isBatched: batchId !== undefined,
  };
}

/** A new payment on a sales invoice, into an account by its id (a bank account may lack a code). */
export function newPaymentBody(posting: PaymentPosting): BodyOf<Payment> {
  assert(posting.amount.placesNeeded() <= 2, 'a payment has more than 2 decimals');
  return {
    Invoice: { InvoiceID: posting.invoiceId },
    Account: { AccountID: posting.accountId },
    Date: posting.date,
    Amount: posting.amount,
    CurrencyRate: posting.currencyRate,
    Reference: posting.reference,
  };
}

export const deletedPaymentBody: BodyOf<Schemas['PaymentDelete']> = { Status: 'DELETED' };
