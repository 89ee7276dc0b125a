/** One API call as the resource handlers see it: whose books, which request, and the ports. */
import type { Random } from '../base/random.ts';
import type { CalendarDate } from '../base/time.ts';
import type { Answer } from './answers.ts';
import { envelope } from './answers.ts';
import type { Books } from './books.ts';
import type { EmulatorSettings } from './settings.ts';
import type { CommittedWrite, World } from './world.ts';

export interface Call {
  readonly world: World;
  readonly books: Books;
  readonly settings: EmulatorSettings;
  readonly random: Random;
  readonly now: number;
  readonly today: CalendarDate;
  /** The app; undefined for a person's hand inside Xero. */
  readonly app: string | undefined;
  readonly method: string;
  /** Below /api.xro/2.0, decoded: `['Invoices', 'INV-1']`. */
  readonly segments: readonly string[];
  readonly path: string;
  readonly query: URLSearchParams;
  readonly modifiedSince: number | undefined;
  readonly idempotencyKey: string | undefined;
  readonly body: string;
}

export function answerWith(
  call: Call,
  plural: string,
  elements: readonly unknown[],
  pagination?: object,
): Answer {
  const { random, now, settings } = call;
  return envelope({ random, now, appName: settings.appName, pagination }, plural, elements);
}

/** A parameter of the query, whatever its case. */
export function parameter(call: Call, name: string): string | undefined {
  for (const [key, value] of call.query) {
    if (key.toLowerCase() === name.toLowerCase()) return value;
  }
  return undefined;
}

export function flagParameter(call: Call, name: string): boolean | undefined {
  const text = parameter(call, name)?.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** A comma list, lower case, without blanks; undefined if not given. */
export function listParameter(call: Call, name: string): string[] | undefined {
  const items = parameter(call, name)
    ?.split(',')
    .map((item) => item.trim().toLowerCase())
    .filter((item) => item !== '');
  return items === undefined || items.length === 0 ? undefined : items;
}

/** Decimals of a unit amount: 4 with ?unitdp=4, else 2. */
export function unitPlaces(call: Call): 2 | 4 {
  return parameter(call, 'unitdp') === '4' ? 4 : 2;
}

/** Adds to the log of committed writes. */
export function logWrite(
  call: Call,
  write: Pick<CommittedWrite, 'resource' | 'id' | 'kind' | 'number' | 'reference'>,
): void {
  const sequence = call.world.writes.size + 1;
  call.world.writes.set(String(sequence), {
    sequence,
    at: call.now,
    tenantId: call.books.tenantId,
    by: call.app === undefined ? 'user' : 'app',
    method: call.method,
    path: call.path,
    ...write,
    idempotencyKey: call.idempotencyKey,
  });
}
