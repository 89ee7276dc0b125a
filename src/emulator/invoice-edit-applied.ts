/**
 * The narrow editing of an invoice with payments or credits: only reference, due date, number, theme,
 * url, contact, and a line's description, account and tracking. Changed amounts are ignored and the
 * answer is a success, as in Xero. Due dates alone do not move UpdatedDateUTC.
 */
import type { Call } from './call.ts';
import { documentContact } from './document-contact.ts';
import { buildLines } from './document-lines.ts';
import type { InputObject } from './input.ts';
import { checkNumber, checkUrl } from './invoice-checks.ts';
import { lockedDocument } from './lock-dates.ts';
import type { Invoice, Line } from './records.ts';

const notEditable =
  'This document cannot be edited as it has a payment or credit note allocated to it.';

export interface AppliedEdit {
  readonly invoice: Invoice;
  readonly errors: readonly string[];
}

export function editApplied(call: Call, input: InputObject, stored: Invoice): AppliedEdit {
  const errors = [...forbidden(input, stored)];
  const locked = lockedDocument(call.books, stored.Date);
  if (locked !== undefined) errors.push(locked);
  const lines = editedLines(call, input, { stored, errors });
  const ContactID = editedContact(call, input, { stored, errors });
  const theme = input.text('BrandingThemeID')?.toLowerCase() ?? '';
  const edited: Invoice = {
    ...stored,
    LineItems: lines,
    ContactID,
    Reference: input.text('Reference') ?? stored.Reference,
    InvoiceNumber: input.text('InvoiceNumber') || stored.InvoiceNumber,
    BrandingThemeID:
      call.books.brandingThemes.get(theme)?.BrandingThemeID ?? stored.BrandingThemeID,
    Url: input.has('Url') ? input.text('Url') || undefined : stored.Url,
    PlannedPaymentDate:
      (stored.Type === 'ACCPAY' ? input.date('PlannedPaymentDate') : undefined) ??
      stored.PlannedPaymentDate,
  };
  if (input.has('Url')) errors.push(...checkUrl(edited.Url));
  errors.push(...checkNumber(call, edited, stored));
  const moved = changed(stored, edited);
  const invoice: Invoice = {
    ...edited,
    DueDate: input.date('DueDate') ?? stored.DueDate,
    SentToContact: input.flag('SentToContact') ?? stored.SentToContact,
    UpdatedAt: moved ? call.now : stored.UpdatedAt,
  };
  return { invoice, errors: [...new Set(errors)] };
}

function changed(before: Invoice, after: Invoice): boolean {
  return (
    before.LineItems !== after.LineItems ||
    before.ContactID !== after.ContactID ||
    before.Reference !== after.Reference ||
    before.InvoiceNumber !== after.InvoiceNumber ||
    before.BrandingThemeID !== after.BrandingThemeID ||
    before.Url !== after.Url ||
    before.PlannedPaymentDate !== after.PlannedPaymentDate
  );
}

function* forbidden(input: InputObject, stored: Invoice): Iterable<string> {
  const date = input.date('Date');
  if (date !== undefined && date !== stored.Date) {
    yield 'Date cannot be changed on an invoice that has payment or credit notes allocated to it.';
  }
  const fixed = [
    ['Type', stored.Type],
    ['CurrencyCode', stored.CurrencyCode],
    ['LineAmountTypes', stored.LineAmountTypes],
  ] as const;
  for (const [name, value] of fixed) {
    const sent = input.text(name);
    if (sent && sent.toLowerCase() !== value.toLowerCase()) yield notEditable;
  }
}

function editedContact(
  call: Call,
  input: InputObject,
  { stored, errors }: { readonly stored: Invoice; readonly errors: string[] },
): string {
  if (!input.has('Contact')) return stored.ContactID;
  const found = documentContact(call, input.object('Contact'));
  errors.push(...found.errors);
  const id = found.contact?.ContactID ?? stored.ContactID;
  if (id !== stored.ContactID && !stored.AmountCredited.isZero()) errors.push(notEditable);
  if (errors.length === 0) found.save();
  return id;
}

function editedLines(
  call: Call,
  input: InputObject,
  { stored, errors }: { readonly stored: Invoice; readonly errors: string[] },
): readonly Line[] {
  const sent = input.list('LineItems');
  if (!sent) return stored.LineItems;
  const edits = new Map<string, Line>();
  for (const line of sent) {
    const id = line.text('LineItemID')?.toLowerCase();
    const old = stored.LineItems.find((held) => held.LineItemID === id);
    if (id === undefined) {
      errors.push('To update fields on a paid invoice line item, you must supply a LineItemID');
    } else if (!old) {
      errors.push(notEditable);
    } else {
      edits.set(id, editedLine(call, line, { old, stored, errors }));
    }
  }
  const same = [...edits.values()].every((line) => stored.LineItems.includes(line));
  if (same) return stored.LineItems;
  return stored.LineItems.map((line) => edits.get(line.LineItemID) ?? line);
}

function editedLine(
  call: Call,
  line: InputObject,
  context: { readonly old: Line; readonly stored: Invoice; readonly errors: string[] },
): Line {
  const { old, stored, errors } = context;
  const rules = { call, types: stored.LineAmountTypes, approving: true, discounts: true };
  const built = buildLines(
    rules,
    [line.only(['LineItemID', 'AccountCode', 'AccountID', 'Tracking'])],
    [old],
  );
  errors.push(...built.errors);
  const [read] = built.lines;
  const Description = line.text('Description') ?? old.Description;
  const code = read?.AccountCode ?? old.AccountCode;
  const trackingSent = line.has('Tracking');
  if (Description === old.Description && code === old.AccountCode && !trackingSent) return old;
  return {
    ...old,
    Description,
    AccountCode: code,
    AccountID: read?.AccountID ?? old.AccountID,
    Tracking: read?.Tracking ?? old.Tracking,
  };
}
