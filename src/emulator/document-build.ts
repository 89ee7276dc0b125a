/**
 * What invoices and credit notes share when they are created or freely edited: contact, dates, lines,
 * totals, currency, lock dates. State machines and numbers belong to each resource.
 */
import { Decimal } from '../base/decimal.ts';
import type { Call } from './call.ts';
import { dayRate } from './currency-rates.ts';
import { documentContact, type DocumentContact } from './document-contact.ts';
import { buildLines, checkApprovable, retaxLines, type BuiltLines } from './document-lines.ts';
import { choice, type InputObject } from './input.ts';
import { documentTotals } from './line-amounts.ts';
import { lockedDate, lockedDocument } from './lock-dates.ts';
import {
  documentStatuses,
  lineAmountTypes,
  type Document,
  type DocumentStatus,
  type LineAmountType,
} from './records.ts';

export interface BuildOptions<D extends Document> {
  readonly stored: D | undefined;
  readonly status: DocumentStatus;
  /** Only sales invoices have discounts. */
  readonly discounts: boolean;
  /** Only sales documents have a reference of their own. */
  readonly references: boolean;
}

export interface BuiltDocument {
  readonly document: Document;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly saveContact: () => void;
}

/** The status that a request asks for; undefined if it names none. An unknown name is told apart. */
export function askedStatus(input: InputObject): DocumentStatus | 'unknown' | undefined {
  const text = input.text('Status')?.toUpperCase();
  if (text === undefined || text === '') return undefined;
  return documentStatuses.find((status) => status === text) ?? 'unknown';
}

/** Statuses that a lock date guards; drafts may stand in a closed period. */
export function isApproved(status: DocumentStatus | undefined): boolean {
  return status === 'AUTHORISED' || status === 'PAID' || status === 'VOIDED';
}

export function buildDocument<D extends Document>(
  call: Call,
  input: InputObject,
  options: BuildOptions<D>,
): BuiltDocument {
  const { stored, status } = options;
  const contact = contactOf(call, input, stored);
  const types =
    choice(input, 'LineAmountTypes', lineAmountTypes) ?? stored?.LineAmountTypes ?? 'Exclusive';
  const lines = linesOf(call, input, { ...options, types });
  const totals = documentTotals(lines.lines, types);
  const date = input.date('Date') ?? stored?.Date ?? call.today;
  const CurrencyCode = (
    input.text('CurrencyCode') ||
    stored?.CurrencyCode ||
    call.books.organisation.BaseCurrency
  ).toUpperCase();
  const document: Document = {
    Status: status,
    ContactID: contact.contact?.ContactID ?? '',
    Date: date,
    LineAmountTypes: types,
    LineItems: lines.lines,
    ...totals,
    CurrencyCode,
    CurrencyRate: currencyRate(call, input, { stored, code: CurrencyCode }),
    Reference: options.references ? (input.text('Reference') ?? stored?.Reference) : undefined,
    BrandingThemeID: brandingTheme(call, input) ?? stored?.BrandingThemeID ?? firstTheme(call),
    SentToContact: stored?.SentToContact ?? false,
    UpdatedAt: call.now,
    CreatedBy: stored ? stored.CreatedBy : call.app,
  };
  const errors = [
    ...contact.errors,
    ...locks(call, document, stored),
    ...lines.errors,
    ...(status === 'AUTHORISED' && lines.errors.length === 0 ? checkApprovable(lines.lines) : []),
    ...checkHeader(call, input, document),
  ];
  if (errors.length === 0 && status === 'AUTHORISED' && document.Total.isNegative()) {
    errors.push('The document total must not be less than zero.');
  }
  return { document, errors, warnings: lines.warnings, saveContact: contact.save };
}

function contactOf(call: Call, input: InputObject, stored: Document | undefined): DocumentContact {
  const held = stored && call.books.contacts.get(stored.ContactID);
  if (!held || input.has('Contact')) return documentContact(call, input.object('Contact'));
  return { errors: [], contact: held, save: () => {} };
}

function linesOf<D extends Document>(
  call: Call,
  input: InputObject,
  options: BuildOptions<D> & { readonly types: LineAmountType },
): BuiltLines {
  const { stored, status, types, discounts } = options;
  const sent = input.list('LineItems');
  if (sent) {
    const rules = { call, types, approving: status === 'AUTHORISED', discounts };
    return buildLines(rules, sent, stored?.LineItems ?? []);
  }
  const kept = stored?.LineItems ?? [];
  const lines = stored && stored.LineAmountTypes !== types ? retaxLines(call, kept, types) : kept;
  return { lines, errors: [], warnings: [] };
}

/** A foreign rate that is not sent again with new lines goes back to the day's rate. */
function currencyRate(
  call: Call,
  input: InputObject,
  { stored, code }: { readonly stored: Document | undefined; readonly code: string },
): Decimal {
  const base = call.books.organisation.BaseCurrency;
  if (code === base) return Decimal.one;
  const sent = input.decimal('CurrencyRate');
  if (sent && sent.isPositive()) return sent.round(6);
  const kept = stored && stored.CurrencyCode === code && !input.has('LineItems');
  return kept ? stored.CurrencyRate : dayRate(base, code);
}

function brandingTheme(call: Call, input: InputObject): string | undefined {
  const id = input.text('BrandingThemeID')?.toLowerCase();
  return id === undefined ? undefined : call.books.brandingThemes.get(id)?.BrandingThemeID;
}

function firstTheme(call: Call): string | undefined {
  const themes = [...call.books.brandingThemes.values()];
  return themes.sort((a, b) => a.SortOrder - b.SortOrder)[0]?.BrandingThemeID;
}

function locks(call: Call, document: Document, stored: Document | undefined): string[] {
  if (stored && isApproved(stored.Status)) {
    const locked = lockedDocument(call.books, stored.Date);
    if (locked !== undefined) return [locked];
  }
  if (!isApproved(document.Status)) return [];
  const locked = lockedDate(call.books, document.Date);
  return locked === undefined ? [] : [locked];
}

function checkHeader(call: Call, input: InputObject, document: Document): string[] {
  const errors: string[] = [];
  const { CurrencyCode, Total } = document;
  if (!call.books.currencies.get(CurrencyCode)) {
    errors.push(`Organisation is not subscribed to currency ${CurrencyCode}`);
  }
  const total = input.has('LineItems') ? input.decimal('Total') : undefined;
  if (total && !total.round(2).equals(Total)) {
    errors.push('The invoice total does not equal the sum of the lines.');
  }
  if ((document.Reference?.length ?? 0) > 255) {
    errors.push('Reference must not be longer than 255 characters.');
  }
  return errors;
}
