/**
 * The matters of the sample practice: every client has at least one, clients with more work have
 * more. A matter keeps the names that fill its wording, so that all its lines tell one story.
 */
import type { Matter } from '../../accounting/practice.ts';
import { newId, type MatterId } from '../../base/id.ts';
import { chance, integerBetween, pick, type Random } from '../../base/random.ts';
import { addDays, type CalendarDate, type Instant } from '../../base/time.ts';
import { someCompany, someMark, someName, someStreet } from './invented-names.ts';
import { practiceAreas, type PracticeArea } from './practice-areas.ts';
import type { SampleClient } from './sample-clients.ts';
import type { SamplePerson } from './sample-people.ts';

export interface SampleMatter {
  readonly matter: Matter & { readonly openedOn: CalendarDate };
  readonly client: SampleClient;
  readonly area: PracticeArea;
  /** Who works on it, the responsible partner first. */
  readonly team: readonly SamplePerson[];
  /** A wording of the area with this matter's names in it. */
  readonly worded: (text: string) => string;
}

function wordingOf(random: Random): (text: string) => string {
  const names: Readonly<Record<string, string>> = {
    mark: someMark(random),
    other: someCompany(random),
    person: someName(random),
    place: `${someStreet(random)}, ${pick(random, ['Surry Hills', 'Alexandria', 'Richmond', 'Fortitude Valley'])}`,
  };
  return (text) => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '');
}

function teamOf(random: Random, people: readonly SamplePerson[]): readonly SamplePerson[] {
  const working = people.filter((person) => person.rate.isPositive());
  const partner = pick(random, working.slice(0, 4));
  const others = working.slice(4);
  const count = integerBetween(random, 1, 3);
  const team = [partner];
  for (let at = 0; at < count; at += 1) {
    const person = pick(random, others);
    if (!team.includes(person)) team.push(person);
  }
  return team;
}

/** Whose matter each one is: one for every client, the rest by weight. */
function owners(random: Random, clients: readonly SampleClient[], count: number): SampleClient[] {
  const weighted = clients.flatMap((client) => Array<SampleClient>(client.weight).fill(client));
  return Array.from({ length: count }, (_, at) => clients[at] ?? pick(random, weighted));
}

export function sampleMatters(
  random: Random,
  clients: readonly SampleClient[],
  given: {
    readonly count: number;
    readonly people: readonly SamplePerson[];
    readonly now: Instant;
    readonly start: CalendarDate;
    readonly days: number;
  },
): readonly SampleMatter[] {
  const opened = new Map<SampleClient, number>();
  return owners(random, clients, given.count).map((client) => {
    const ordinal = (opened.get(client) ?? 0) + 1;
    opened.set(client, ordinal);
    const isPerson = client.contact.kind === 'person';
    const areas = practiceAreas.filter((area) => !isPerson || area.clients === 'any');
    const area = pick(random, areas);
    const worded = wordingOf(random);
    // The first matter of a client is there from the start, so that there is always work to bill.
    const openedOn =
      ordinal === 1
        ? addDays(given.start, -integerBetween(random, 30, 400))
        : addDays(given.start, integerBetween(random, -200, Math.floor(given.days * 0.8)));
    return {
      matter: {
        id: newId<MatterId>(random, given.now),
        contactId: client.contact.id,
        number: `${client.contact.number}-${String(ordinal).padStart(3, '0')}`,
        name: worded(pick(random, area.matters)),
        openedOn,
        isClosed: chance(random, 0.22),
      },
      client,
      area,
      team: teamOf(random, given.people),
      worded,
    };
  });
}
