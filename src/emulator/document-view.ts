/**
 * How documents look on the wire: the parts that invoices and credit notes share (contact, dates,
 * lines, totals), in full or as Xero's lists show them, and the echo of a refused request.
 */
import type { Books } from './books.ts';
import { viewContact, viewContactSlim } from './contact-view.ts';
import type { InputObject } from './input.ts';
import type { CreditNote, Document, Line, Payment } from './records.ts';
import { wireDate, wireDateString, wireTime, wireTimeString, zeroId } from './wire.ts';

/**
 * `written` answers a write, `single` a read by id, `paged` a page; `unpaged` is the list without
 * lines, `summary` summaryOnly.
 */
export type DocumentForm = 'written' | 'single' | 'paged' | 'unpaged' | 'summary';

export interface ViewOptions {
  readonly books: Books;
  readonly form: DocumentForm;
  readonly unitPlaces: 2 | 4;
}

export function isFull(form: DocumentForm): boolean {
  return form === 'written' || form === 'single';
}

export function viewLine(line: Line, options: Pick<ViewOptions, 'form' | 'unitPlaces'>): object {
  const full = isFull(options.form);
  return {
    Description: line.Description,
    UnitAmount: line.UnitAmount?.round(options.unitPlaces),
    TaxType: line.TaxType,
    TaxAmount: line.TaxAmount,
    LineAmount: line.LineAmount,
    AccountCode: line.AccountCode,
    Tracking: line.Tracking.map((t) => ({
      Name: t.Name,
      Option: t.Option,
      TrackingCategoryID: t.TrackingCategoryID,
      TrackingOptionID: full ? t.TrackingOptionID : undefined,
      Options: full ? undefined : [],
    })),
    Quantity: line.Quantity,
    DiscountRate: line.DiscountRate,
    DiscountAmount: line.DiscountAmount,
    LineItemID: line.LineItemID,
    AccountID: line.AccountID,
    ValidationErrors: full ? [] : undefined,
  };
}

/** Contact, date, status, lines, totals, currency and time stamp of a document. */
export function viewDocument(document: Document, options: ViewOptions): object {
  const { books, form } = options;
  const contact = books.contacts.get(document.ContactID);
  const shown = contact && isFull(form) ? viewContact(contact, 'written') : undefined;
  return {
    Contact: shown ?? viewContactSlim({ ContactID: document.ContactID, Name: contact?.Name ?? '' }),
    DateString: wireDateString(document.Date),
    Date: wireDate(document.Date),
    BrandingThemeID: document.BrandingThemeID,
    Status: document.Status,
    LineAmountTypes: document.LineAmountTypes,
    LineItems:
      form === 'summary'
        ? undefined
        : form === 'unpaged'
          ? []
          : document.LineItems.map((line) => viewLine(line, options)),
    SubTotal: document.SubTotal,
    TotalTax: document.TotalTax,
    Total: document.Total,
    TotalDiscount: document.TotalDiscount,
    UpdatedDateUTC: wireTime(document.UpdatedAt),
    UpdatedDateUTCString: wireTimeString(document.UpdatedAt),
    CurrencyCode: document.CurrencyCode,
    CurrencyRate: document.CurrencyRate,
    Reference: document.Reference,
    SentToContact: document.SentToContact,
    FullyPaidOnDate: document.FullyPaidOnDate && wireDate(document.FullyPaidOnDate),
    HasErrors: false,
  };
}

/** A payment inside a document: no account, no status, no reconciliation. */
export function viewNestedPayment(payment: Payment): object {
  return {
    PaymentID: payment.PaymentID,
    Date: wireDate(payment.Date),
    Amount: payment.Amount,
    Reference: payment.Reference,
    CurrencyRate: payment.CurrencyRate,
    HasAccount: false,
    HasValidationErrors: false,
  };
}

/** A credit note inside an invoice, with what of it went there. */
export function viewNestedCreditNote(
  note: CreditNote,
  applied: CreditNote['Allocations'][number],
): object {
  return {
    CreditNoteID: note.CreditNoteID,
    CreditNoteNumber: note.CreditNoteNumber,
    ID: note.CreditNoteID,
    HasErrors: false,
    InvoiceAddresses: [],
    CurrencyRate: note.CurrencyRate,
    AppliedAmount: applied.Amount,
    DateString: wireDateString(note.Date),
    Date: wireDate(note.Date),
    LineItems: [],
    Total: note.Total,
  };
}

function echoLine(line: InputObject): object {
  return {
    Description: line.text('Description'),
    UnitAmount: line.decimal('UnitAmount'),
    TaxType: line.text('TaxType'),
    TaxAmount: line.decimal('TaxAmount'),
    LineAmount: line.decimal('LineAmount'),
    AccountCode: line.text('AccountCode'),
    Tracking: [],
    Quantity: line.decimal('Quantity'),
    LineItemID: line.text('LineItemID'),
    ValidationErrors: [],
  };
}

/** The request repeated for a failure: sent values, and for an update the stored lines and totals. */
export function echoDocument(input: InputObject, stored: Document | undefined): object {
  const date = input.date('Date') ?? stored?.Date;
  const contact = input.object('Contact');
  const lines = input.list('LineItems');
  return {
    Contact: {
      ContactID: contact?.text('ContactID') ?? stored?.ContactID ?? zeroId,
      Name: contact?.text('Name'),
      Addresses: [],
      Phones: [],
      ContactGroups: [],
      ContactPersons: [],
      HasValidationErrors: false,
      ValidationErrors: [],
    },
    Reference: input.text('Reference'),
    DateString: date && wireDateString(date),
    Date: date && wireDate(date),
    Status: input.text('Status') ?? stored?.Status,
    LineAmountTypes: input.text('LineAmountTypes') ?? stored?.LineAmountTypes,
    LineItems: lines
      ? lines.map((line) => echoLine(line))
      : (stored?.LineItems ?? []).map((line) => viewLine(line, { form: 'paged', unitPlaces: 4 })),
    SubTotal: stored?.SubTotal,
    TotalTax: stored?.TotalTax,
    Total: stored?.Total,
    CurrencyCode: input.text('CurrencyCode') ?? stored?.CurrencyCode,
  };
}
