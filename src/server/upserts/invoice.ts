/**
 * Creates or replaces an invoice under its external id. What may still change depends on how far the
 * invoice has got: the refusals here are those that no later step could mend, everything else is left
 * to the plan, which makes a finding of what Xero no longer takes.
 */
import type { Invoice } from '../../accounting/invoice.ts';
import type { InvoiceInput } from '../../api/invoices.ts';
import { newId, type ContactId, type InvoiceId } from '../../base/id.ts';
import { addInvoices, replaceInvoice } from '../../store/book-edits.ts';
import { readInvoices, readPaymentsOf } from '../../store/book-records.ts';
import {
  contactByExternalId,
  holderOfNumber,
  invoiceByExternalId,
  isInvoiceSent,
  lockExternalId,
  mattersByNumber,
  ownId,
} from '../../store/external-ids.ts';
import { fieldProblem, problem } from '../problems.ts';
import { changesBetween, type Upsert, type Upserted } from './edit.ts';
import { invoiceContent } from './invoice-content.ts';

export async function upsertInvoice(upsert: Upsert<InvoiceInput>): Promise<Upserted<InvoiceId>> {
  const { tx, engine, practice, edit, externalId, input } = upsert;
  await lockExternalId(tx, practice.id, { kind: 'invoice', externalId });
  const known = await invoiceByExternalId(tx, practice.id, externalId);
  const holder = await holderOfNumber(tx, practice.id, { kind: 'invoice', number: input.number });
  if (holder !== undefined && holder !== known) {
    const message = `is already the number of another invoice (${holder})`;
    throw problem('number.taken', `number ${message}.`, [{ field: 'number', message }]);
  }
  const contactId = await billedContact(upsert);
  const numbers = input.lines.flatMap((line) => line.matterNumber ?? []);
  const invoice = invoiceContent(input, {
    id: known ?? newId<InvoiceId>(engine.random, edit.at),
    contactId,
    externalId,
    currency: input.currency ?? practice.baseCurrency,
    matters: await mattersByNumber(tx, practice.id, { contactId, numbers }),
  });
  if (known === undefined) {
    await addInvoices(tx, edit, [{ invoice, source: 'api' }]);
    return { id: invoice.id, isChanged: true };
  }
  const [before] = await readInvoices(tx, [known]);
  if (!before) throw problem('record.unknown', 'The invoice is gone.');
  const changes = changesBetween(before.record, invoice);
  if (changes.length === 0) return { id: known, isChanged: false };
  await assertChangeable(upsert, before.record, invoice);
  await replaceInvoice(tx, edit, { invoice, source: 'api', changes });
  return { id: known, isChanged: true };
}

async function billedContact(upsert: Upsert<InvoiceInput>): Promise<ContactId> {
  const { tx, practice, input } = upsert;
  const { contactId, contactExternalId } = input;
  if ((contactId === undefined) === (contactExternalId === undefined)) {
    throw fieldProblem('contactId', 'or contactExternalId must be given, and not both');
  }
  if (contactExternalId !== undefined) {
    const found = await contactByExternalId(tx, practice.id, contactExternalId);
    if (found) return found;
    throw fieldProblem('contactExternalId', 'is not the external id of any contact here');
  }
  const id = contactId ?? '';
  const found = await ownId<ContactId>(tx, practice.id, { kind: 'contact', id });
  if (found) return found;
  throw fieldProblem('contactId', 'is not the id of any contact here');
}

/** Refuses what would leave the book at odds with itself, whatever Xero says. */
async function assertChangeable(
  upsert: Upsert<InvoiceInput>,
  before: Invoice,
  after: Invoice,
): Promise<void> {
  const { tx } = upsert;
  if (before.status === 'cancelled') {
    throw problem(
      'edit.refused',
      `Invoice ${before.number} is cancelled: give the new one another number.`,
    );
  }
  const payments = await readPaymentsOf(tx, [before.id]);
  const hasPayments = payments.some((payment) => !payment.isDeleted);
  if (hasPayments && after.status !== 'issued') {
    throw problem('edit.refused', `Invoice ${before.number} has payments: take them back first.`);
  }
  if (hasPayments && after.currency !== before.currency) {
    throw problem('edit.refused', `Invoice ${before.number} has payments in ${before.currency}.`);
  }
  if (!(await isInvoiceSent(tx, before.id))) return;
  if (after.number !== before.number) {
    const why = 'the number is what it is found by in Xero';
    throw problem('edit.refused', `Invoice ${before.number} was sent: ${why}.`);
  }
  if (before.status === 'issued' && after.status !== 'issued' && after.status !== 'cancelled') {
    const remedy = 'cancel it and issue another instead';
    throw problem('edit.refused', `Invoice ${before.number} was issued and sent: ${remedy}.`);
  }
}
