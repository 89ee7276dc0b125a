/** The firm of the sample practice and its people, with the odd hourly rates that firms have. */
import type { Person, Practice } from '../../accounting/practice.ts';
import { decimal, type Decimal } from '../../base/decimal.ts';
import { newId } from '../../base/id.ts';
import type { Random } from '../../base/random.ts';
import type { Instant } from '../../base/time.ts';

export interface SamplePerson extends Person {
  /** An hour, without tax, in the practice's currency; nil for people who record no time. */
  readonly rate: Decimal;
}

type PersonRow = readonly [name: string, initials: string, role: Person['role'], rate: string];

const people: readonly PersonRow[] = [
  ['Helena Ashgrove', 'HA', 'owner', '745.00'],
  ['Rupert Tennant', 'RT', 'owner', '720.00'],
  ['Dr Mei-Lin Foo', 'MLF', 'timekeeper', '650.00'],
  ['Caroline Hartnett', 'CH', 'timekeeper', '595.50'],
  ['Anthony Baptiste', 'AB', 'timekeeper', '487.50'],
  ['Siobhan Keating', 'SK', 'timekeeper', '465.00'],
  ['Vikram Deshpande', 'VD', 'timekeeper', '433.75'],
  ['Lucy Marchetti', 'LM', 'timekeeper', '395.00'],
  ['Joel Abrahams', 'JA', 'timekeeper', '333.33'],
  ['Tess Wyndham', 'TW', 'timekeeper', '312.50'],
  ['Daniel Okoro', 'DO', 'timekeeper', '285.00'],
  ['Ruth Pappas', 'RP', 'timekeeper', '187.25'],
  ['Margaret Sloane', 'MS', 'biller', '0.00'],
  ['Gavin Lee', 'GL', 'admin', '0.00'],
];

export function samplePractice(random: Random, now: Instant): Practice {
  return {
    id: newId(random, now),
    name: 'Ashgrove Tennant Lawyers and Attorneys',
    baseCurrency: 'AUD',
    countryCode: 'AU',
    timeZone: 'Australia/Sydney',
  };
}

export function samplePeople(random: Random, now: Instant): readonly SamplePerson[] {
  return people.map(([name, initials, role, rate]) => ({
    id: newId(random, now),
    name,
    email: `${(name.replace('Dr ', '').toLowerCase().split(' ')[0] ?? '').replace('-', '')}@ashgrovetennant.example`,
    initials,
    role,
    rate: decimal(rate),
  }));
}
