/**
 * Reading an object of Xero's field by field. The names are checked against Xero's specification
 * when we compile; the values when they arrive, since the specification promises nothing (it has no
 * required fields). A field that is missing, null or empty is the same thing. What can not be read
 * throws Unreadable, which `readRecord` turns into a value, so that one odd record costs no page.
 */
import { Decimal } from '../base/decimal.ts';
import type { XeroId } from '../base/id.ts';
import type { CalendarDate, Instant } from '../base/time.ts';
import type { components } from './openapi.d.ts';
import { readWireDate, readWireInstant } from './wire-date.ts';
import type { WireBody, WireValue } from './wire-json.ts';

export type Schemas = components['schemas'];

/** What can be sent as an object of schema `S`: its names, our values. */
export type BodyOf<S> = { -readonly [name in keyof S]?: WireBody | undefined };

/** On the wire though not in the specification. */
interface Unlisted {
  readonly DateString?: string;
  readonly DueDateString?: string;
}

export type FieldName<S> = keyof (S & Unlisted) & string;
type ObjectOf<S> = NonNullable<S> extends readonly (infer Item)[] ? Item : NonNullable<S>;

export class Unreadable extends Error {
  override name = 'Unreadable';
}

const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What Xero puts in the id of a record that it refused to create. */
export const zeroId = '00000000-0000-0000-0000-000000000000';

export function isWireObject(
  value: WireValue | undefined,
): value is { readonly [key: string]: WireValue } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Decimal)
  );
}

/** An object of schema `S`. */
export class Fields<S> {
  readonly #object: { readonly [key: string]: WireValue };

  constructor(value: WireValue | undefined) {
    if (!isWireObject(value)) throw new Unreadable('not an object');
    this.#object = value;
  }

  /** The value as it came; undefined when missing or null. */
  raw(name: FieldName<S>): WireValue | undefined {
    return Object.hasOwn(this.#object, name) ? (this.#object[name] ?? undefined) : undefined;
  }

  has(name: FieldName<S>): boolean {
    return this.raw(name) !== undefined;
  }

  /** '' when missing. */
  text(name: FieldName<S>): string {
    const value = this.raw(name) ?? '';
    if (typeof value !== 'string') throw new Unreadable(`${name} is not a text`);
    return value;
  }

  flag(name: FieldName<S>): boolean {
    return this.raw(name) === true;
  }

  decimal(name: FieldName<S>): Decimal | undefined {
    const value = this.raw(name);
    if (value === undefined || value instanceof Decimal) return value;
    const parsed = typeof value === 'string' ? Decimal.tryParse(value) : undefined;
    if (!parsed) throw new Unreadable(`${name} is not a number`);
    return parsed;
  }

  amount(name: FieldName<S>): Decimal {
    return this.decimal(name) ?? Decimal.zero;
  }

  date(name: FieldName<S>): CalendarDate | undefined {
    return readWireDate(this.text(name));
  }

  instant(name: FieldName<S>): Instant | undefined {
    return readWireInstant(this.text(name));
  }

  /** In lower case, so that one id has one spelling; undefined when missing or all zero. */
  id(name: FieldName<S>): XeroId | undefined {
    const text = this.text(name).toLowerCase();
    if (text === '' || text === zeroId) return undefined;
    if (!idPattern.test(text)) throw new Unreadable(`${name} is not an id`);
    return text as XeroId;
  }

  requiredId(name: FieldName<S>): XeroId {
    return present(this.id(name), name);
  }

  /** The value that `table` gives for the text of a field; a text that it does not list is unreadable. */
  oneOf<T>(name: FieldName<S>, table: Readonly<Record<string, T>>): T {
    const text = this.text(name);
    if (!Object.hasOwn(table, text)) {
      throw new Unreadable(text === '' ? `${name} is missing` : `${name} is ${text}`);
    }
    return table[text] as T;
  }

  object<K extends keyof S & string>(name: K): Fields<ObjectOf<S[K]>> | undefined {
    const value = this.raw(name as FieldName<S>);
    return value === undefined ? undefined : new Fields<ObjectOf<S[K]>>(value);
  }

  /** The objects of an array; none when it is missing. */
  list<K extends keyof S & string>(name: K): readonly Fields<ObjectOf<S[K]>>[] {
    const value = this.raw(name as FieldName<S>) ?? [];
    if (!Array.isArray(value)) throw new Unreadable(`${name} is not a list`);
    return value.map((item: WireValue) => new Fields<ObjectOf<S[K]>>(item));
  }
}

/** The value, or Unreadable naming the field that had to be there. */
export function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Unreadable(`${name} is missing`);
  return value;
}

export type ReadRecord<T> =
  | { readonly kind: 'read'; readonly record: T }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Runs a reader; what it could not understand becomes a value. */
export function readRecord<T>(read: () => T): ReadRecord<T> {
  try {
    return { kind: 'read', record: read() };
  } catch (error) {
    if (error instanceof Unreadable) return { kind: 'unreadable', reason: error.message };
    throw error;
  }
}
