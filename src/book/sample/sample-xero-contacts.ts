/**
 * The contacts that Xero already has when the sample practice is connected: a third of its clients,
 * as a bookkeeper would have entered them (blanks, but nothing that contradicts), and suppliers and
 * customers of its own. In Xero's own field names, for seeding an emulator.
 */
import { billingAddress, type Address, type Contact } from '../../accounting/contact.ts';
import { chance, pick, type Random } from '../../base/random.ts';
import { australia, domainOf, inventedAbn, phoneNumber, type NameGiver } from './invented-names.ts';
import type { SampleClient } from './sample-clients.ts';

export interface XeroContact {
  readonly ContactID: string;
  readonly ContactStatus: 'ACTIVE';
  readonly Name: string;
  readonly ContactNumber?: string;
  readonly FirstName?: string;
  readonly LastName?: string;
  readonly EmailAddress?: string;
  readonly TaxNumber?: string;
  readonly Phones: readonly { readonly PhoneType: string; readonly PhoneNumber: string }[];
  readonly Addresses: readonly Readonly<Record<string, string>>[];
  readonly IsCustomer: boolean;
  readonly IsSupplier: boolean;
}

export interface XeroContacts {
  /** Clients that are there already. */
  readonly shared: readonly XeroContact[];
  readonly customers: readonly XeroContact[];
  readonly suppliers: readonly XeroContact[];
}

function phonesOf(random: Random, contact: Contact): XeroContact['Phones'] {
  if (chance(random, 0.4)) return [];
  // A primary number of another kind is the contact's main number; a bookkeeper would ask.
  const hasOddMain = contact.phones.some(
    ({ type, isPrimary }) => isPrimary && !['work', 'direct', 'mobile', 'fax'].includes(type),
  );
  const kept = hasOddMain ? ['mobile'] : ['work', 'mobile'];
  return contact.phones
    .filter(({ type }) => kept.includes(type))
    .map(({ type, number }) => ({
      PhoneType: type === 'mobile' ? 'MOBILE' : 'DEFAULT',
      PhoneNumber: number,
    }));
}

function postal(address: Address): Readonly<Record<string, string>> {
  const lines = address.lines.map((line, at) => [`AddressLine${at + 1}`, line] as const);
  return {
    AddressType: 'POBOX',
    ...(address.attention === undefined ? {} : { AttentionTo: address.attention }),
    ...Object.fromEntries(lines),
    City: address.city ?? '',
    Region: address.region ?? '',
    PostalCode: address.postalCode ?? '',
    Country: address.country ?? '',
  };
}

function sharedContact(random: Random, { contact }: SampleClient): XeroContact {
  const [email] = contact.emails;
  const address = billingAddress(contact);
  const hasNames = chance(random, 0.7);
  return {
    ContactID: random.uuid(),
    ContactStatus: 'ACTIVE',
    Name: contact.name,
    ...(chance(random, 0.1) ? { ContactNumber: contact.number } : {}),
    ...(hasNames && contact.firstName !== undefined ? { FirstName: contact.firstName } : {}),
    ...(hasNames && contact.lastName !== undefined ? { LastName: contact.lastName } : {}),
    ...(email !== undefined && chance(random, 0.85) ? { EmailAddress: email } : {}),
    ...(contact.taxNumber !== undefined && chance(random, 0.5)
      ? { TaxNumber: contact.taxNumber }
      : {}),
    Phones: phonesOf(random, contact),
    Addresses: address && chance(random, 0.5) ? [postal(address)] : [],
    IsCustomer: true,
    IsSupplier: false,
  };
}

const supplierTrades = [
  'Office Cleaning',
  'Legal Publishing',
  'Couriers',
  'Stationery',
  'Catering',
  'Telecommunications',
  'Building Management',
  'Searches',
  'Records Storage',
  'Indemnity Insurance',
];

function ownContact(random: Random, name: string, isSupplier: boolean): XeroContact {
  const phone = phoneNumber(random, australia, false);
  return {
    ContactID: random.uuid(),
    ContactStatus: 'ACTIVE',
    Name: name,
    ...(chance(random, 0.8) ? { EmailAddress: `office@${domainOf(name)}` } : {}),
    ...(isSupplier ? { TaxNumber: inventedAbn(random) } : {}),
    Phones: chance(random, 0.6) ? [{ PhoneType: 'DEFAULT', PhoneNumber: phone }] : [],
    Addresses: [],
    IsCustomer: !isSupplier,
    IsSupplier: isSupplier,
  };
}

export function sampleXeroContacts(
  random: Random,
  names: NameGiver,
  clients: readonly SampleClient[],
): XeroContacts {
  const shared = clients
    .filter((_, at) => at % 3 === 0)
    .map((client) => sharedContact(random, client));
  const count = Math.max(1, Math.round(clients.length / 5));
  const ownCount = Math.ceil(count * 0.6);
  return {
    shared,
    customers: Array.from({ length: count - ownCount }, () =>
      ownContact(random, names.company(australia), false),
    ),
    suppliers: Array.from({ length: ownCount }, () =>
      ownContact(random, names.supplier(pick(random, supplierTrades)), true),
    ),
  };
}
