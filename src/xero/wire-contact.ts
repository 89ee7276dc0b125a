/**
 * Contacts between Xero's fields and the mirror's flat texts. Phones and addresses come in any order
 * and are found by their type. On the way out only what changes is named, since Xero keeps what is
 * left out; but an address goes whole, and so do the contact persons, which Xero drops when a
 * contact is sent without them.
 */
import { assert } from '../base/assert.ts';
import type { XeroId } from '../base/id.ts';
import type { ContactFieldName, ContactFields, MirrorContact } from '../sync/mirror.ts';
import { present, type BodyOf, type Fields, type Schemas } from './wire-fields.ts';
import type { WireBody } from './wire-json.ts';

type Contact = Schemas['Contact'];

export interface ContactPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly isInEmails: boolean;
}

/** A contact as just read, with what an update of it has to send back unchanged. */
export interface ContactReading extends MirrorContact {
  readonly persons: readonly ContactPerson[];
}

/** What an edit has to know of a contact: as just read, or at least as the mirror has it. */
export type ContactBefore = Pick<MirrorContact, 'fields'> &
  Partial<Pick<ContactReading, 'persons'>>;

const statuses: Readonly<Record<string, MirrorContact['status']>> = {
  ACTIVE: 'active',
  ARCHIVED: 'archived',
  GDPRREQUEST: 'gdpr',
};

const plainFields = {
  name: 'Name',
  firstName: 'FirstName',
  lastName: 'LastName',
  email: 'EmailAddress',
  number: 'ContactNumber',
  taxNumber: 'TaxNumber',
} as const satisfies Partial<Record<ContactFieldName, keyof Contact>>;

const phoneTypes = {
  phoneDefault: 'DEFAULT',
  phoneDirect: 'DDI',
  phoneMobile: 'MOBILE',
  phoneFax: 'FAX',
} as const satisfies Partial<Record<ContactFieldName, string>>;

const addressTypes = { postal: 'POBOX', street: 'STREET' } as const;
type AddressPart = 'Attention' | 'Lines' | 'City' | 'Region' | 'Code' | 'Country';
const addressParts = ['Attention', 'Lines', 'City', 'Region', 'Code', 'Country'] as const;
const addressLinesMax = 4;

function entriesOf<K extends string, V>(table: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(table) as [K, V][];
}

/** One text out of country code, area code and number: `+61 2 9999 0000`. */
function phoneText(phone: Fields<Schemas['Phone']> | undefined): string {
  if (!phone) return '';
  const country = phone.text('PhoneCountryCode').trim();
  const parts = [
    /^[1-9]\d*$/.test(country) ? `+${country}` : country,
    phone.text('PhoneAreaCode').trim(),
    phone.text('PhoneNumber').trim(),
  ];
  return parts[2] === '' ? '' : parts.filter((part) => part !== '').join(' ');
}

function addressFields(
  address: Fields<Schemas['Address']> | undefined,
): Readonly<Record<AddressPart, string>> {
  if (!address) return { Attention: '', Lines: '', City: '', Region: '', Code: '', Country: '' };
  const lines = (['AddressLine1', 'AddressLine2', 'AddressLine3', 'AddressLine4'] as const).map(
    (name) => address.text(name),
  );
  return {
    Attention: address.text('AttentionTo'),
    Lines: lines.filter((line) => line !== '').join('\n'),
    City: address.text('City'),
    Region: address.text('Region'),
    Code: address.text('PostalCode'),
    Country: address.text('Country'),
  };
}

function contactFields(contact: Fields<Contact>): ContactFields {
  const fields: Partial<Record<ContactFieldName, string>> = {};
  for (const [name, wireName] of entriesOf(plainFields)) fields[name] = contact.text(wireName);
  const phones = contact.list('Phones');
  for (const [name, type] of entriesOf(phoneTypes)) {
    fields[name] = phoneText(phones.find((phone) => phone.text('PhoneType') === type));
  }
  const addresses = contact.list('Addresses');
  for (const [group, type] of entriesOf(addressTypes)) {
    const parts = addressFields(addresses.find((one) => one.text('AddressType') === type));
    for (const part of addressParts) fields[`${group}${part}`] = parts[part];
  }
  return fields as ContactFields;
}

/** Reads a contact of a paged list or an answer to a write. A summary would read as blanks. */
export function readContact(contact: Fields<Contact>): ContactReading {
  const mergedInto = contact.id('MergedToContactID');
  return {
    kind: 'contact',
    xeroId: contact.requiredId('ContactID'),
    updatedAt: present(contact.instant('UpdatedDateUTC'), 'UpdatedDateUTC'),
    status: contact.has('ContactStatus') ? contact.oneOf('ContactStatus', statuses) : 'active',
    ...(mergedInto ? { mergedInto } : {}),
    fields: contactFields(contact),
    persons: contact.list('ContactPersons').map((person) => ({
      firstName: person.text('FirstName'),
      lastName: person.text('LastName'),
      email: person.text('EmailAddress'),
      isInEmails: person.flag('IncludeInEmails'),
    })),
  };
}

type Changes = Partial<ContactFields>;

function phoneBodies(changes: Changes): WireBody[] {
  return entriesOf(phoneTypes).flatMap(([name, type]) => {
    const number = changes[name];
    if (number === undefined) return [];
    // The other parts are blanked, or the number would read back with the old area code before it.
    return [{ PhoneType: type, PhoneNumber: number, PhoneAreaCode: '', PhoneCountryCode: '' }];
  });
}

function addressBodies(changes: Changes): WireBody[] {
  return entriesOf(addressTypes).flatMap(([group, type]) => {
    const names = addressParts.map((part) => `${group}${part}` as const);
    const given = names.filter((name) => changes[name] !== undefined);
    if (given.length === 0) return [];
    assert(given.length === names.length, `the ${group} address of a contact is sent whole`);
    const lines = (changes[`${group}Lines`] ?? '').split('\n');
    // A fifth line has nowhere to go but to the end of the fourth.
    const last = lines.slice(addressLinesMax - 1).join(', ');
    return [
      {
        AddressType: type,
        AttentionTo: changes[`${group}Attention`],
        AddressLine1: lines[0] ?? '',
        AddressLine2: lines[1] ?? '',
        AddressLine3: lines[2] ?? '',
        AddressLine4: last,
        City: changes[`${group}City`],
        Region: changes[`${group}Region`],
        PostalCode: changes[`${group}Code`],
        Country: changes[`${group}Country`],
      },
    ];
  });
}

function bodyOf(changes: Changes): BodyOf<Contact> {
  const body: BodyOf<Contact> = {};
  for (const [name, wireName] of entriesOf(plainFields)) {
    const text = changes[name];
    if (text !== undefined) body[wireName] = text;
  }
  const addresses = addressBodies(changes);
  const phones = phoneBodies(changes);
  if (addresses.length > 0) body.Addresses = addresses;
  if (phones.length > 0) body.Phones = phones;
  return body;
}

/** A new contact: what is blank is not named, except inside an address that is not all blank. */
export function newContactBody(fields: ContactFields): BodyOf<Contact> {
  const filled: Record<string, string> = {};
  for (const [name, text] of entriesOf(fields)) if (text !== '') filled[name] = text;
  for (const [group] of entriesOf(addressTypes)) {
    const names = addressParts.map((part) => `${group}${part}` as const);
    if (names.some((name) => fields[name] !== '')) {
      for (const name of names) filled[name] = fields[name];
    }
  }
  return bodyOf(filled);
}

/**
 * An edit of contact `id`: the fields of `changes`, and from `before`, the contact as just read, the
 * rest of an address that changes and all its contact persons. Without `before` an address has to be
 * whole in `changes` already.
 */
export function contactChangeBody(
  id: XeroId,
  changes: Changes,
  before: ContactBefore | undefined,
): BodyOf<Contact> {
  const completed: Record<string, string> = { ...changes };
  for (const [group] of entriesOf(addressTypes)) {
    const names = addressParts.map((part) => `${group}${part}` as const);
    if (before && names.some((name) => changes[name] !== undefined)) {
      for (const name of names) completed[name] = changes[name] ?? before.fields[name];
    }
  }
  const persons = (before?.persons ?? []).map((person) => ({
    FirstName: person.firstName,
    LastName: person.lastName,
    EmailAddress: person.email,
    IncludeInEmails: person.isInEmails,
  }));
  return {
    ContactID: id,
    ...bodyOf(completed),
    ...(persons.length > 0 ? { ContactPersons: persons } : {}),
  };
}
