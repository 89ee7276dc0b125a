/**
 * Creates, replaces or takes back a payment under its external id. A payment belongs to one issued
 * invoice, is never more than what is due on it, and is refused where Xero owns payments.
 */
import { balanceOf } from '../../accounting/balance.ts';
import type { Invoice } from '../../accounting/invoice.ts';
import type { Payment } from '../../accounting/payment.ts';
import type { PaymentInput } from '../../api/payments.ts';
import { Decimal } from '../../base/decimal.ts';
import { newId, type InvoiceId, type PaymentId } from '../../base/id.ts';
import { date } from '../../base/time.ts';
import { addPayments, removePayment, replacePayment } from '../../store/book-edits.ts';
import { readInvoices, readPaymentsOf, type BookPaymentRow } from '../../store/book-records.ts';
import { readConnections } from '../../store/connections.ts';
import {
  invoiceByExternalId,
  lockExternalId,
  ownId,
  paymentByExternalId,
  setExternalId,
} from '../../store/external-ids.ts';
import { fieldProblem, problem } from '../problems.ts';
import { changesBetween, type Upsert, type Upserted } from './edit.ts';

export async function upsertPayment(upsert: Upsert<PaymentInput>): Promise<Upserted<PaymentId>> {
  const { tx, engine, practice, edit, externalId, input } = upsert;
  await lockExternalId(tx, practice.id, { kind: 'payment', externalId });
  const known = await paymentByExternalId(tx, practice.id, externalId);
  const invoiceId = await paidInvoice(upsert);
  if (known && known.invoiceId !== invoiceId) {
    throw problem(
      'edit.refused',
      'A payment stays with its invoice: take it back and enter another.',
    );
  }
  // One payment at a time on an invoice, so that two at once can not exceed what is due.
  await lockExternalId(tx, practice.id, {
    kind: 'invoice',
    externalId: `payments of ${invoiceId}`,
  });
  const [invoice] = await readInvoices(tx, [invoiceId]);
  if (!invoice) throw problem('record.unknown', 'The invoice is gone.');
  const rows = await readPaymentsOf(tx, [invoiceId]);
  const before = known && rows.find(({ record }) => record.id === known.id);
  if (input.isDeleted) return takeBack(upsert, before);
  await assertEnteredHere(upsert);
  const id = known?.id ?? newId<PaymentId>(engine.random, edit.at);
  const payment = paymentOf(input, { id, invoice: invoice.record });
  assertPayable(invoice.record, rows, payment);
  if (!before) {
    await addPayments(tx, edit, [payment]);
    await setExternalId(tx, { kind: 'payment', id, externalId });
    return { id, isChanged: true };
  }
  assertStands(before, payment);
  if (changesBetween(before.record, payment).length === 0) return { id, isChanged: false };
  await replacePayment(tx, edit, payment);
  return { id, isChanged: true };
}

async function paidInvoice(upsert: Upsert<PaymentInput>): Promise<InvoiceId> {
  const { tx, practice, input } = upsert;
  const { invoiceId, invoiceExternalId } = input;
  if ((invoiceId === undefined) === (invoiceExternalId === undefined)) {
    throw fieldProblem('invoiceId', 'or invoiceExternalId must be given, and not both');
  }
  if (invoiceExternalId !== undefined) {
    const found = await invoiceByExternalId(tx, practice.id, invoiceExternalId);
    if (found) return found;
    throw fieldProblem('invoiceExternalId', 'is not the external id of any invoice here');
  }
  const id = invoiceId ?? '';
  const found = await ownId<InvoiceId>(tx, practice.id, { kind: 'invoice', id });
  if (found) return found;
  throw fieldProblem('invoiceId', 'is not the id of any invoice here');
}

async function takeBack(
  upsert: Upsert<PaymentInput>,
  before: BookPaymentRow | undefined,
): Promise<Upserted<PaymentId>> {
  if (!before) throw problem('record.unknown', 'There is no such payment to take back.');
  const { id, invoiceId } = before.record;
  if (before.isDeleted) return { id, isChanged: false };
  await removePayment(upsert.tx, upsert.edit, { id, invoiceId });
  return { id, isChanged: true };
}

/** Where Xero owns payments, entering them here is refused (RULES A001). */
async function assertEnteredHere({ tx, practice }: Upsert<PaymentInput>): Promise<void> {
  const owner = (await readConnections(tx)).find(
    (connection) =>
      connection.practiceId === practice.id &&
      connection.state !== 'disconnected' &&
      connection.policy.payments.flow === 'from_xero',
  );
  if (!owner) return;
  const name = owner.organisationName;
  throw problem('edit.refused', `Payments are entered in Xero (${name}) and come back from there.`);
}

function paymentOf(input: PaymentInput, given: { id: PaymentId; invoice: Invoice }): Payment {
  return {
    id: given.id,
    invoiceId: given.invoice.id,
    date: date(input.date),
    amount: Decimal.parse(input.amount).normalised(2),
    currency: given.invoice.currency,
    reference: input.reference,
    bankAccount: input.bankAccount,
    enteredIn: 'book',
  };
}

function assertPayable(invoice: Invoice, rows: readonly BookPaymentRow[], payment: Payment): void {
  if (!payment.amount.isPositive()) throw fieldProblem('amount', 'must be more than nothing');
  if (invoice.status !== 'issued') {
    throw problem(
      'edit.refused',
      `Invoice ${invoice.number} is not issued, so nothing is due on it.`,
    );
  }
  const others = rows.filter((row) => !row.isDeleted && row.record.id !== payment.id);
  const { due } = balanceOf(
    invoice,
    others.map(({ record }) => record),
  );
  if (due.isLessThan(payment.amount)) {
    const message = `is more than the ${due.toString()} ${invoice.currency} due on invoice ${invoice.number}`;
    throw fieldProblem('amount', message);
  }
}

function assertStands(before: BookPaymentRow, after: Payment): void {
  if (before.isDeleted) {
    throw problem('edit.refused', 'The payment was taken back: enter another under a new id.');
  }
  if (before.record.enteredIn === 'xero') {
    throw problem('edit.refused', 'The payment was entered in Xero: change it there.');
  }
  if (before.record.bankAccount !== after.bankAccount) {
    const remedy = 'take it back and enter another';
    throw problem('edit.refused', `A payment stays where the money came to: ${remedy}.`);
  }
}
