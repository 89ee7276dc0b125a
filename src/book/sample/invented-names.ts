/**
 * Invented people, companies, brands and places for the sample practice. Companies are made of a
 * stem and a trade, so that hundreds differ; telephone numbers come from the ranges kept for fiction,
 * e-mail domains end in `.example`, and tax numbers fail their check digits, so nobody owns any.
 */
import type { Random } from '../../base/random.ts';
import { integerBetween, pick } from '../../base/random.ts';

const firstNames =
  'Amelia Oliver Charlotte Noah Isla Jack Mia Leo Grace Henry Ava William Zoe Thomas Ruby Lucas Priya Arjun Mei Wei Linh Minh Fatima Omar Sofia Mateo Elena Marco Hannah Daniel Naomi Tama Aroha Ingrid Lars Chloe Ethan Maya Samuel Georgia Hugh Imogen Patrick Siobhan Kiran Anjali Tomas Eleni Nikos Yuki'.split(
    ' ',
  );
const lastNames =
  'Abernethy Bannister Callaghan Devereux Eastwood Farquhar Galbraith Hargreaves Ibrahim Jamieson Kowalski Lindqvist Macallister Nakamura Okafor Pemberton Quigley Rasmussen Sorensen Tran Underhill Vasquez Whitfield Yamada Zielinski Ashworth Beaumont Carmody Dunstan Fitzgerald Goldsmith Hennessy Iyer Karlsson Lombardi Mukherjee Nguyen Papadakis Ramanathan Stavros Thornton Venkatesan Wainwright Castellano Oyelaran Prendergast'.split(
    ' ',
  );
const stems =
  'Arcadia Banksia Brindabella Calderwood Corvane Currawong Dunmore Eastmere Fernleigh Glenrowan Harrowgate Illawong Jindera Kestrel Kurrajong Lakemba Larkspur Merriwa Narooma Northgate Oakhollow Orana Penrose Quandong Redgum Ridgeback Saltbush Silverton Southmoor Stonehaven Tallowwood Tarrawonga Thornfield Umbria Valemont Wandoo Warrigal Westerly Whitecliff Yarrabee Zephyr Bluestone Coolabah Driftwood Emberly Foxmere Gullwing Hawkesmere Ironbark Mallee'.split(
    ' ',
  );
const trades =
  'Biotech|Foods|Engineering|Robotics|Medical Devices|Software|Analytics|Brewing|Wines|Agriculture|Water Systems|Energy|Solar|Logistics|Packaging|Furniture|Apparel|Skincare|Pharmaceuticals|Diagnostics|Mining Services|Marine|Aviation|Automotive|Education|Media|Studios|Gaming|Hospitality|Property|Building Products|Plastics|Textiles|Horticulture|Veterinary|Dental|Optics|Instruments|Security|Payments'.split(
    '|',
  );
const marks =
  'AVELLO BRISTO CALYPTA DARTMOOR ELUMA FENWAY GRANDIA HELIQ INTUVA JORVEK KALDRA LUMENOR MISTRAL NOVENDA ORBISTA PELLARO QUANTIVA RIVENNA SOLVANT TERRAVE ULTIMA VERDANZA WILLOWICK XANTERO YONDERA ZELPHIN AQUARION BONSELLA CINDERLY DOVETAIL EVERMOOR FLINTLOCK'.split(
    ' ',
  );
const streets =
  'Example|Harbour|Wattle|Bridge|Castle|Market|Phillip|Foundry|Orchard|Station|Mill|Victoria|Albert|Queen|Church|Quarry'.split(
    '|',
  );

export interface Country {
  readonly name: string;
  readonly code: 'AU' | 'NZ' | 'US' | 'GB' | 'DE';
  readonly currency: string;
  readonly companyForms: readonly string[];
  readonly cities: readonly (readonly [city: string, region: string, postalCode: string])[];
}

export const australia: Country = {
  name: 'Australia',
  code: 'AU',
  currency: 'AUD',
  companyForms: ['Pty Ltd', 'Pty Ltd', 'Pty Ltd', 'Holdings Pty Ltd', 'Group Limited'],
  cities: [
    ['Sydney', 'NSW', '2000'],
    ['Parramatta', 'NSW', '2150'],
    ['Newcastle', 'NSW', '2300'],
    ['Wollongong', 'NSW', '2500'],
    ['Melbourne', 'VIC', '3000'],
    ['Geelong', 'VIC', '3220'],
    ['Brisbane', 'QLD', '4000'],
    ['Adelaide', 'SA', '5000'],
    ['Perth', 'WA', '6000'],
    ['Hobart', 'TAS', '7000'],
    ['Canberra', 'ACT', '2601'],
  ],
};

export const overseas: readonly Country[] = [
  {
    name: 'New Zealand',
    code: 'NZ',
    currency: 'NZD',
    companyForms: ['Limited'],
    cities: [
      ['Auckland', '', '1010'],
      ['Wellington', '', '6011'],
    ],
  },
  {
    name: 'United States',
    code: 'US',
    currency: 'USD',
    companyForms: ['Inc.', 'LLC', 'Corporation'],
    cities: [
      ['Palo Alto', 'CA', '94301'],
      ['Boston', 'MA', '02110'],
      ['Austin', 'TX', '78701'],
    ],
  },
  {
    name: 'United Kingdom',
    code: 'GB',
    currency: 'GBP',
    companyForms: ['Limited', 'plc'],
    cities: [
      ['London', '', 'EC2A 4NE'],
      ['Manchester', '', 'M2 5DB'],
    ],
  },
  {
    name: 'Germany',
    code: 'DE',
    currency: 'EUR',
    companyForms: ['GmbH', 'AG'],
    cities: [
      ['München', 'Bayern', '80331'],
      ['Hamburg', '', '20095'],
    ],
  },
];

/** Gives names that were not given before, compared as Xero does, without case. */
export class NameGiver {
  private readonly random: Random;
  private readonly given = new Set<string>();

  constructor(random: Random) {
    this.random = random;
  }

  private fresh(make: () => string): string {
    for (let attempt = 0; ; attempt += 1) {
      // Past the pools' size a number tells namesakes apart, as registries do.
      const name = attempt < 50 ? make() : `${make()} No. ${attempt - 48}`;
      const key = name.toLowerCase();
      if (this.given.has(key)) continue;
      this.given.add(key);
      return name;
    }
  }

  company(country: Country): string {
    const { random } = this;
    return this.fresh(
      () => `${pick(random, stems)} ${pick(random, trades)} ${pick(random, country.companyForms)}`,
    );
  }

  /** A company of a trade of its own, such as the firm's suppliers have. */
  supplier(trade: string): string {
    return this.fresh(() => `${pick(this.random, stems)} ${trade} Pty Ltd`);
  }

  /** First and last name. */
  person(): readonly [string, string] {
    const { random } = this;
    const name = this.fresh(() => `${pick(random, firstNames)} ${pick(random, lastNames)}`);
    const space = name.indexOf(' ');
    return [name.slice(0, space), name.slice(space + 1)];
  }
}

/** Somebody at a client, who need not be the only one of that name. */
export function someName(random: Random): string {
  return `${pick(random, firstNames)} ${pick(random, lastNames)}`;
}

export function someMark(random: Random): string {
  return pick(random, marks);
}

/** A company that is on the other side. */
export function someCompany(random: Random): string {
  return `${pick(random, stems)} ${pick(random, trades)} Pty Ltd`;
}

export function someStreet(random: Random): string {
  const kind = pick(random, ['Street', 'Street', 'Road', 'Lane', 'Avenue']);
  return `${integerBetween(random, 1, 380)} ${pick(random, streets)} ${kind}`;
}

/** `acme-foods.example` of `Acme Foods Pty Ltd`: letters of the first two words. */
export function domainOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z ]/g, '')
    .split(' ');
  return `${words.slice(0, 2).join('-')}.example`;
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => integerBetween(random, 0, 9)).join('');
}

/** A number of the ranges that are kept for fiction. */
export function phoneNumber(random: Random, country: Country, isMobile: boolean): string {
  switch (country.code) {
    case 'AU':
      return isMobile
        ? `0491 57${digits(random, 1)} ${digits(random, 3)}`
        : `0${pick(random, ['2', '3', '7', '8'])} 5550 ${digits(random, 4)}`;
    case 'NZ':
      return `+64 ${isMobile ? '21' : '9'} 555 ${digits(random, 4)}`;
    case 'US':
      return `+1 ${pick(random, ['650', '617', '512'])} 555 01${digits(random, 2)}`;
    case 'GB':
      return isMobile ? `+44 7700 900${digits(random, 3)}` : `+44 20 7946 0${digits(random, 3)}`;
    case 'DE':
      return isMobile ? `+49 171 39200${digits(random, 2)}` : `+49 30 23125 ${digits(random, 3)}`;
  }
}

const abnWeights = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19];

/** Written as an ABN, `12 345 678 901`; its check digits are wrong on purpose. */
export function inventedAbn(random: Random): string {
  const body = `${integerBetween(random, 11, 99)}${digits(random, 8)}`;
  for (let last = 0; ; last += 1) {
    const abn = `${body}${last}`;
    const sum = abnWeights.reduce(
      (total, weight, at) => total + weight * (Number(abn[at]) - (at === 0 ? 1 : 0)),
      0,
    );
    if (sum % 89 === 0) continue;
    return `${abn.slice(0, 2)} ${abn.slice(2, 5)} ${abn.slice(5, 8)} ${abn.slice(8)}`;
  }
}
