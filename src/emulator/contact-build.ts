/**
 * A contact as a request would make it: sent fields over stored ones, and the checks that hold for
 * every contact (names and numbers unique, addresses of e-mail). Who may be edited is contacts.ts.
 */
import { must } from '../base/assert.ts';
import type { Books } from './books.ts';
import type { Call } from './call.ts';
import { choice, type InputObject } from './input.ts';
import {
  contactTextFields,
  type Address,
  type Contact,
  type ContactPerson,
  type ContactTextField,
  type PaymentTerm,
  type Phone,
} from './records.ts';

const phoneTypes = ['DEFAULT', 'DDI', 'MOBILE', 'FAX'] as const;
const addressTypes = ['POBOX', 'STREET'] as const;
const contactStatuses = ['ACTIVE', 'ARCHIVED'] as const;
const termTypes = [
  'DAYSAFTERBILLDATE',
  'DAYSAFTERBILLMONTH',
  'OFCURRENTMONTH',
  'OFFOLLOWINGMONTH',
] as const;

const lengths: Readonly<Partial<Record<ContactTextField, number>>> = {
  ContactNumber: 50,
  AccountNumber: 50,
  CompanyNumber: 50,
  TaxNumber: 50,
  FirstName: 255,
  LastName: 255,
  EmailAddress: 255,
};
const contactPersonsMax = 5;

export interface BuiltContact {
  readonly contact: Contact;
  readonly errors: readonly string[];
}

/** Surrounding blanks go, double ones become one. */
export function tidyName(name: string): string {
  return name.trim().replace(/\s{2,}/g, ' ');
}

function phones(input: InputObject, stored: readonly Phone[]): readonly Phone[] {
  const sent = (input.list('Phones') ?? []).flatMap((phone) => {
    const type = choice(phone, 'PhoneType', phoneTypes);
    const old = stored.find((p) => p.PhoneType === type);
    if (type === undefined) return [];
    return [
      {
        PhoneType: type,
        PhoneNumber: phone.text('PhoneNumber') ?? old?.PhoneNumber ?? '',
        PhoneAreaCode: phone.text('PhoneAreaCode') ?? old?.PhoneAreaCode ?? '',
        PhoneCountryCode: phone.text('PhoneCountryCode') ?? old?.PhoneCountryCode ?? '',
      },
    ];
  });
  const kept = stored.filter((p) => !sent.some((s) => s.PhoneType === p.PhoneType));
  return [...kept, ...sent];
}

function addresses(input: InputObject, stored: readonly Address[]): readonly Address[] {
  const sent = (input.list('Addresses') ?? []).flatMap((address): Address[] => {
    const type = choice(address, 'AddressType', addressTypes);
    const old = stored.find((a) => a.AddressType === type);
    if (type === undefined) return [];
    const lines = ['AddressLine1', 'AddressLine2', 'AddressLine3', 'AddressLine4'] as const;
    const [line1, line2, line3, line4] = lines.map((name) => address.text(name) ?? old?.[name]);
    return [
      {
        AddressType: type,
        AddressLine1: line1,
        AddressLine2: line2,
        AddressLine3: line3,
        AddressLine4: line4,
        City: address.text('City') ?? old?.City ?? '',
        Region: address.text('Region') ?? old?.Region ?? '',
        PostalCode: address.text('PostalCode') ?? old?.PostalCode ?? '',
        Country: address.text('Country') ?? old?.Country ?? '',
        AttentionTo: address.text('AttentionTo') ?? old?.AttentionTo,
      },
    ];
  });
  const kept = stored.filter((a) => !sent.some((s) => s.AddressType === a.AddressType));
  return [...kept, ...sent];
}

function persons(input: InputObject): readonly ContactPerson[] {
  return (input.list('ContactPersons') ?? []).map((person) => ({
    FirstName: person.text('FirstName'),
    LastName: person.text('LastName'),
    EmailAddress: person.text('EmailAddress'),
    IncludeInEmails: person.flag('IncludeInEmails') ?? false,
  }));
}

function term(input: InputObject | undefined, side: 'Sales' | 'Bills'): PaymentTerm | undefined {
  const sent = input?.object(side);
  const day = sent?.decimal('Day');
  if (!sent || !day) return undefined;
  return {
    Day: Number(day.toFixed(0)),
    Type: choice(sent, 'Type', termTypes) ?? 'DAYSAFTERBILLDATE',
  };
}

/**
 * The contact after the request. With `nested` (a contact sent inside a document) persons that are
 * not listed are dropped, even when none are sent.
 */
export function buildContact(
  call: Call,
  input: InputObject,
  options: { readonly stored: Contact | undefined; readonly nested: boolean },
): BuiltContact {
  const { stored, nested } = options;
  const texts: Partial<Record<ContactTextField, string>> = {};
  for (const name of contactTextFields) {
    const text = input.text(name) ?? stored?.[name];
    if (text !== undefined) texts[name] = text;
  }
  const replaced = nested || input.has('ContactPersons');
  const sentTerms = input.object('PaymentTerms');
  const contact: Contact = {
    ...texts,
    ContactID: stored?.ContactID ?? call.random.uuid(),
    ContactStatus:
      choice(input, 'ContactStatus', contactStatuses) ?? stored?.ContactStatus ?? 'ACTIVE',
    Name: tidyName(input.text('Name') ?? stored?.Name ?? ''),
    Phones: phones(input, stored?.Phones ?? []),
    Addresses: addresses(input, stored?.Addresses ?? []),
    ContactPersons: replaced ? persons(input) : (stored?.ContactPersons ?? []),
    SalesTerms: term(sentTerms, 'Sales') ?? stored?.SalesTerms,
    BillsTerms: term(sentTerms, 'Bills') ?? stored?.BillsTerms,
    IsCustomer: stored?.IsCustomer ?? false,
    IsSupplier: stored?.IsSupplier ?? false,
    MergedToContactID: stored?.MergedToContactID,
    UpdatedAt: call.now,
  };
  return { contact, errors: checkContact(call.books, contact, stored) };
}

function checkContact(books: Books, contact: Contact, stored: Contact | undefined): string[] {
  const errors: string[] = [];
  const { Name, ContactNumber, EmailAddress } = contact;
  if (Name === '') {
    errors.push(
      'The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber',
    );
  }
  if (/[<>]/.test(Name)) errors.push('The contact name must not contain angle brackets.');
  if (Name.length > 255) errors.push('The contact name must not be longer than 255 characters.');
  const named = books.contactsByName(Name).filter((c) => c.ContactStatus === 'ACTIVE');
  const nameTaken = named.some((other) => other.ContactID !== contact.ContactID);
  if (Name !== '' && contact.ContactStatus === 'ACTIVE' && nameTaken) {
    errors.push(
      `The contact name ${Name} is already assigned to another contact. The contact name must be unique across all active contacts.`,
    );
  }
  const numbered = ContactNumber ? books.contactByNumber(ContactNumber) : undefined;
  if (numbered && numbered.ContactID !== contact.ContactID) {
    errors.push(
      stored
        ? 'Another contact has this contact number. Please enter a different contact number.'
        : `The contact number ${must(ContactNumber, 'the number')} is already assigned to another contact. The contact number must be unique across all contacts.`,
    );
  }
  if (EmailAddress && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(EmailAddress)) {
    errors.push('Email address must be valid.');
  }
  for (const [name, most] of Object.entries(lengths)) {
    const text = contact[name as ContactTextField];
    if (text !== undefined && text.length > most) {
      errors.push(`${name} must not be longer than ${most} characters.`);
    }
  }
  if (contact.ContactPersons.length > contactPersonsMax) {
    errors.push(`A contact must not have more than ${contactPersonsMax} contact persons.`);
  }
  return errors;
}
