/**
 * Credit notes as Xero answers them. They are read only: the comparison of both sides needs what is
 * credited to each invoice and what is left to allocate.
 */
import type { Decimal } from '../base/decimal.ts';
import type { XeroId } from '../base/id.ts';
import type { CalendarDate, Instant } from '../base/time.ts';
import type { MirrorInvoiceStatus } from '../sync/mirror.ts';
import { present, type Fields, type Schemas } from './wire-fields.ts';
import { documentDate, documentStatuses } from './wire-invoice.ts';

export interface CreditNoteAllocation {
  readonly invoiceId: XeroId;
  readonly amount: Decimal;
  readonly date?: CalendarDate;
}

export interface CreditNoteReading {
  readonly kind: 'credit_note';
  readonly xeroId: XeroId;
  readonly updatedAt: Instant;
  readonly type: 'sale' | 'bill';
  readonly status: MirrorInvoiceStatus;
  readonly number: string;
  readonly contactId: XeroId;
  readonly contactName: string;
  readonly date: CalendarDate;
  readonly currency: string;
  readonly reference: string;
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly total: Decimal;
  /** Not yet allocated or refunded. */
  readonly remaining: Decimal;
  readonly allocations: readonly CreditNoteAllocation[];
}

const types: Readonly<Record<string, CreditNoteReading['type']>> = {
  ACCRECCREDIT: 'sale',
  ACCPAYCREDIT: 'bill',
};

function readAllocation(allocation: Fields<Schemas['Allocation']>): CreditNoteAllocation {
  const date = allocation.date('Date');
  return {
    invoiceId: present(allocation.object('Invoice'), 'Invoice').requiredId('InvoiceID'),
    amount: present(allocation.decimal('Amount'), 'Amount'),
    ...(date ? { date } : {}),
  };
}

export function readCreditNote(note: Fields<Schemas['CreditNote']>): CreditNoteReading {
  const contact = present(note.object('Contact'), 'Contact');
  const total = present(note.decimal('Total'), 'Total');
  const tax = note.amount('TotalTax');
  return {
    kind: 'credit_note',
    xeroId: note.requiredId('CreditNoteID'),
    updatedAt: present(note.instant('UpdatedDateUTC'), 'UpdatedDateUTC'),
    type: note.oneOf('Type', types),
    status: note.oneOf('Status', documentStatuses),
    number: note.text('CreditNoteNumber'),
    contactId: contact.requiredId('ContactID'),
    contactName: contact.text('Name'),
    date: documentDate(note),
    currency: present(note.text('CurrencyCode') || undefined, 'CurrencyCode'),
    reference: note.text('Reference'),
    net: note.decimal('SubTotal') ?? total.minus(tax),
    tax,
    total,
    remaining: present(note.decimal('RemainingCredit'), 'RemainingCredit'),
    allocations: note
      .list('Allocations')
      .filter((allocation) => !allocation.flag('IsDeleted'))
      .map(readAllocation),
  };
}
