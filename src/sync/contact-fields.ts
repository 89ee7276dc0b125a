/**
 * A book contact as Xero's fields, and Xero's edits taken back into it (article 003, RULES A003):
 * the first e-mail; phones by type, the odd ones only when primary; the billing address to both of
 * Xero's addresses, unless the book has a street address of its own.
 */
import type { Address, Contact, Phone, PhoneType } from '../accounting/contact.ts';
import { billingAddress } from '../accounting/contact.ts';
import type { ContactFieldName, ContactFields } from './mirror.ts';
import { contactFieldNames } from './mirror.ts';

const phoneFields: Partial<Record<PhoneType, ContactFieldName>> = {
  work: 'phoneDefault',
  direct: 'phoneDirect',
  mobile: 'phoneMobile',
  fax: 'phoneFax',
};

function phoneOf(phones: readonly Phone[], type: PhoneType): string {
  return phones.find((phone) => phone.type === type)?.number ?? '';
}

function defaultPhone(phones: readonly Phone[]): string {
  const odd = phones.find((phone) => phone.isPrimary && !(phone.type in phoneFields));
  return odd?.number ?? phoneOf(phones, 'work');
}

function addressFields(
  prefix: 'postal' | 'street',
  address: Address | undefined,
): Partial<ContactFields> {
  return {
    [`${prefix}Attention`]: address?.attention ?? '',
    [`${prefix}Lines`]: address?.lines.join('\n') ?? '',
    [`${prefix}City`]: address?.city ?? '',
    [`${prefix}Region`]: address?.region ?? '',
    [`${prefix}Code`]: address?.postalCode ?? '',
    [`${prefix}Country`]: address?.country ?? '',
  };
}

const noFields = Object.fromEntries(contactFieldNames.map((name) => [name, ''])) as ContactFields;

/** The contact as Xero is to hold it. */
export function contactFields(contact: Contact): ContactFields {
  const billing = billingAddress(contact);
  const street = contact.addresses.find((address) => address.type === 'street') ?? billing;
  return {
    ...noFields,
    name: contact.name,
    firstName: contact.firstName ?? '',
    lastName: contact.lastName ?? '',
    email: contact.emails[0] ?? '',
    number: contact.number,
    taxNumber: contact.taxNumber ?? '',
    phoneDefault: defaultPhone(contact.phones),
    phoneDirect: phoneOf(contact.phones, 'direct'),
    phoneMobile: phoneOf(contact.phones, 'mobile'),
    phoneFax: phoneOf(contact.phones, 'fax'),
    ...addressFields('postal', billing),
    ...addressFields('street', street),
  };
}

/** A street address edited in Xero is left alone (A003); the contact number is ours alone. */
export function comesBack(field: ContactFieldName): boolean {
  return field !== 'number' && !field.startsWith('street');
}

function withPhone(phones: readonly Phone[], type: PhoneType, number: string): Phone[] {
  const others = phones.filter((phone) => phone.type !== type);
  if (number === '') return others;
  const isPrimary = phones.find((phone) => phone.type === type)?.isPrimary ?? false;
  return [...others, { type, number, isPrimary }];
}

function withDefaultPhone(phones: readonly Phone[], number: string): Phone[] {
  const odd = phones.find((phone) => phone.isPrimary && !(phone.type in phoneFields));
  return withPhone(phones, odd?.type ?? 'work', number);
}

function changedAddress(contact: Contact, changes: Partial<ContactFields>): readonly Address[] {
  const names = ['Attention', 'Lines', 'City', 'Region', 'Code', 'Country'] as const;
  if (!names.some((name) => changes[`postal${name}`] !== undefined)) return contact.addresses;
  const before = billingAddress(contact);
  const fields = { ...addressFields('postal', before), ...changes };
  const text = (name: (typeof names)[number]): string => fields[`postal${name}`] ?? '';
  const optional = (key: string, value: string): object => (value === '' ? {} : { [key]: value });
  const address: Address = {
    type: 'billing',
    lines: text('Lines') === '' ? [] : text('Lines').split('\n'),
    ...optional('attention', text('Attention')),
    ...optional('city', text('City')),
    ...optional('region', text('Region')),
    ...optional('postalCode', text('Code')),
    ...optional('country', text('Country')),
  };
  return [address, ...contact.addresses.filter((other) => other !== before)];
}

/** The contact with Xero's edits in it. */
export function editContact(contact: Contact, changes: Partial<ContactFields>): Contact {
  let phones = contact.phones;
  if (changes.phoneDefault !== undefined) phones = withDefaultPhone(phones, changes.phoneDefault);
  if (changes.phoneDirect !== undefined) phones = withPhone(phones, 'direct', changes.phoneDirect);
  if (changes.phoneMobile !== undefined) phones = withPhone(phones, 'mobile', changes.phoneMobile);
  if (changes.phoneFax !== undefined) phones = withPhone(phones, 'fax', changes.phoneFax);
  const emails =
    changes.email === undefined
      ? contact.emails
      : [...(changes.email === '' ? [] : [changes.email]), ...contact.emails.slice(1)];
  const { firstName, lastName, taxNumber, ...rest } = contact;
  const optional = (
    key: 'firstName' | 'lastName' | 'taxNumber',
    before: string | undefined,
  ): object => {
    const value = changes[key] ?? before ?? '';
    return value === '' ? {} : { [key]: value };
  };
  return {
    ...rest,
    name: changes.name ?? contact.name,
    ...optional('firstName', firstName),
    ...optional('lastName', lastName),
    ...optional('taxNumber', taxNumber),
    emails,
    phones,
    addresses: changedAddress(contact, changes),
  };
}
