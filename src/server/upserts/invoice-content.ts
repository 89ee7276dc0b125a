/**
 * An invoice from the body of an upsert: amounts and tax are worked out line by line, as everywhere,
 * and what the body states must equal what follows. Every fault is named by its field.
 */
import {
  lineAmount,
  minorDigits,
  taxOn,
  totalsOf,
  type AmountsAre,
  type Invoice,
  type InvoiceLine,
} from '../../accounting/invoice.ts';
import type { InvoiceInput, InvoiceLineInput } from '../../api/invoices.ts';
import type { ContactId, InvoiceId, MatterId } from '../../base/id.ts';
import { Decimal } from '../../base/decimal.ts';
import { date } from '../../base/time.ts';
import { problem } from '../problems.ts';

interface Fault {
  readonly field: string;
  readonly message: string;
}

interface Given {
  readonly id: InvoiceId;
  readonly contactId: ContactId;
  readonly externalId: string;
  readonly currency: string;
  /** The contact's matters by number. */
  readonly matters: ReadonlyMap<string, MatterId>;
}

/** The invoice that a body means; a problem that names each field that does not hold. */
export function invoiceContent(input: InvoiceInput, given: Given): Invoice {
  const { currency } = given;
  const places = minorDigits(currency);
  const faults: Fault[] = [];
  const lines = input.lines.map((line, index) =>
    lineContent(line, {
      at: `lines[${index}]`,
      places,
      amountsAre: input.amountsAre,
      matters: given.matters,
      faults,
    }),
  );
  const totals = totalsOf(lines, input.amountsAre, places);
  const stated = input.total === undefined ? undefined : Decimal.parse(input.total);
  if (stated && !stated.equals(totals.total)) {
    const message = `is ${stated.toString()}, but the lines add up to ${totals.total.toString()}`;
    faults.push({ field: 'total', message });
  }
  if (totals.total.isNegative()) {
    faults.push({ field: 'total', message: 'is less than nothing; that is a credit note' });
  }
  if (input.dueDate !== undefined && input.dueDate < input.date) {
    faults.push({ field: 'dueDate', message: 'is before the date of the invoice' });
  }
  if (faults.length > 0) throw faulty(faults);
  return {
    id: given.id,
    contactId: given.contactId,
    number: input.number,
    externalId: given.externalId,
    status: input.status,
    date: date(input.date),
    ...(input.dueDate === undefined ? {} : { dueDate: date(input.dueDate) }),
    currency,
    ...(input.currencyRate === undefined
      ? {}
      : { currencyRate: Decimal.parse(input.currencyRate).normalised() }),
    amountsAre: input.amountsAre,
    reference: input.reference,
    lines,
    ...totals,
  };
}

function lineContent(
  line: InvoiceLineInput,
  given: {
    at: string;
    places: number;
    amountsAre: AmountsAre;
    matters: ReadonlyMap<string, MatterId>;
    faults: Fault[];
  },
): InvoiceLine {
  const { at, places, amountsAre, faults } = given;
  const quantity = Decimal.parse(line.quantity).normalised();
  const unitPrice = Decimal.parse(line.unitPrice).normalised();
  const discount = Decimal.parse(line.discount).normalised();
  const taxRate = Decimal.parse(line.taxRate).normalised();
  const amount = lineAmount({ quantity, unitPrice, discount }, places);
  const stated = line.amount === undefined ? undefined : Decimal.parse(line.amount);
  if (stated && !stated.equals(amount)) {
    const message = `is ${stated.toString()}, but quantity × unit price − discount is ${amount.toString()}`;
    faults.push({ field: `${at}.amount`, message });
  }
  const computedTax = taxOn(amount, taxRate, amountsAre, places);
  const tax = line.tax === undefined ? computedTax : Decimal.parse(line.tax).round(places);
  const matterId =
    line.matterNumber === undefined ? undefined : given.matters.get(line.matterNumber);
  if (line.matterNumber !== undefined && matterId === undefined) {
    faults.push({ field: `${at}.matterNumber`, message: 'is not a matter of this contact' });
  }
  return {
    kind: line.kind,
    description: line.description,
    ...(matterId === undefined ? {} : { matterId }),
    ...(line.date === undefined ? {} : { date: date(line.date) }),
    ...(line.timekeeper === undefined ? {} : { timekeeper: line.timekeeper }),
    quantity,
    unitPrice,
    discount,
    amount,
    taxCode: line.taxCode,
    taxRate,
    tax,
    isTaxStated: !tax.equals(computedTax),
  };
}

function faulty(faults: readonly Fault[]): Error {
  const detail = faults.map(({ field, message }) => `${field} ${message}`).join('; ');
  return problem('request.invalid', `${detail}.`, faults);
}
