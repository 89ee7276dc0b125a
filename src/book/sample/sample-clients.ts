/**
 * The clients of the sample practice: organisations and persons, at home and overseas, with the
 * phones, addresses and tax numbers that such records have, gaps included.
 */
import type { Address, Contact, Phone, PhoneType } from '../../accounting/contact.ts';
import { newId, type ContactId } from '../../base/id.ts';
import { chance, integerBetween, pick, type Random } from '../../base/random.ts';
import type { Instant } from '../../base/time.ts';
import {
  australia,
  domainOf,
  inventedAbn,
  overseas,
  phoneNumber,
  someName,
  someStreet,
  type Country,
  type NameGiver,
} from './invented-names.ts';

export interface SampleClient {
  readonly contact: Contact;
  readonly country: Country;
  /** What the client is billed in. */
  readonly currency: string;
  readonly termsDays: number;
  /** Amounts on this client's invoices hold their tax. */
  readonly isInclusive: boolean;
  /** How much work the client brings, against others. */
  readonly weight: number;
}

function phonesOf(random: Random, country: Country, kind: Contact['kind']): readonly Phone[] {
  const types: readonly (readonly [PhoneType, number])[] =
    kind === 'organisation'
      ? [
          ['work', 0.9],
          ['direct', 0.35],
          ['mobile', 0.3],
          ['fax', 0.15],
          ['other', 0.04],
        ]
      : [
          ['mobile', 0.9],
          ['work', 0.35],
          ['home', 0.3],
          ['pager', 0.02],
        ];
  const chosen = types.filter(([, probability]) => chance(random, probability));
  return chosen.map(([type], at) => ({
    type,
    number: phoneNumber(random, country, type === 'mobile' || type === 'pager'),
    isPrimary: at === 0,
  }));
}

function streetAddress(random: Random, country: Country, type: Address['type']): Address {
  const [city, region, postalCode] = pick(random, country.cities);
  const level = chance(random, 0.35) ? [`Level ${integerBetween(random, 2, 38)}`] : [];
  const suite =
    level.length === 0 && chance(random, 0.2) ? [`Suite ${integerBetween(random, 1, 24)}`] : [];
  return {
    type,
    lines: [...level, ...suite, someStreet(random)],
    city,
    ...(region === '' ? {} : { region }),
    postalCode,
    country: country.name,
  };
}

function addressesOf(random: Random, country: Country, kind: Contact['kind']): readonly Address[] {
  if (chance(random, 0.04)) return [];
  const attention = chance(random, 0.5) ? 'Accounts Payable' : someName(random);
  const boxed: Address = {
    ...streetAddress(random, country, 'billing'),
    lines: [`PO Box ${integerBetween(random, 12, 4800)}`],
  };
  const billing = chance(random, 0.25) ? boxed : streetAddress(random, country, 'billing');
  const named =
    kind === 'organisation' && chance(random, 0.6) ? { ...billing, attention } : billing;
  return chance(random, 0.35) ? [named, streetAddress(random, country, 'street')] : [named];
}

function namedContact(random: Random, names: NameGiver, country: Country) {
  if (chance(random, 0.76)) {
    const name = names.company(country);
    const mailbox = pick(random, ['accounts', 'finance', 'ap', 'office', 'invoices']);
    const emails = [`${mailbox}@${domainOf(name)}`];
    if (chance(random, 0.25)) emails.push(`legal@${domainOf(name)}`);
    return { kind: 'organisation', name, emails } as const;
  }
  const [firstName, lastName] = names.person();
  const name = `${firstName} ${lastName}`;
  const emails = [`${name.toLowerCase().replaceAll(' ', '.').replace('..', '.')}@post.example`];
  return { kind: 'person', name, firstName, lastName, emails } as const;
}

function sampleClient(
  random: Random,
  names: NameGiver,
  given: { at: number; now: Instant },
): SampleClient {
  const country = chance(random, 0.84) ? australia : pick(random, overseas);
  const isAbroad = country.code !== 'AU';
  const { emails, ...named } = namedContact(random, names, country);
  const hasTaxNumber = !isAbroad && named.kind === 'organisation' && chance(random, 0.85);
  const contact: Contact = {
    id: newId<ContactId>(random, given.now),
    number: String(20_101 + given.at),
    ...named,
    emails: chance(random, 0.05) ? [] : emails,
    phones: phonesOf(random, country, named.kind),
    addresses: addressesOf(random, country, named.kind),
    ...(hasTaxNumber ? { taxNumber: inventedAbn(random) } : {}),
    isArchived: false,
  };
  // A few clients bring most of the work.
  const weight = 1 + Math.floor(12 * random.next() ** 4);
  return {
    contact,
    country,
    currency: isAbroad && chance(random, 0.7) ? country.currency : australia.currency,
    termsDays: pick(random, [14, 14, 21, 30, 30]),
    isInclusive: !isAbroad && named.kind === 'person' && chance(random, 0.5),
    weight,
  };
}

export function sampleClients(
  random: Random,
  names: NameGiver,
  given: { readonly count: number; readonly now: Instant },
): readonly SampleClient[] {
  return Array.from({ length: given.count }, (_, at) =>
    sampleClient(random, names, { at, now: given.now }),
  );
}
