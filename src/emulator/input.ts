/**
 * Reading a request's element: keys without regard to case, null as absent, numbers exact. A value
 * that can't be bound to its field refuses the whole request with ErrorNumber 14, as Xero does.
 */
import { Decimal } from '../base/decimal.ts';
import type { CalendarDate } from '../base/time.ts';
import { Refusal, requestException, textAnswer } from './answers.ts';
import { decodeBody, readDate } from './wire.ts';

function unbindable(message: string): Refusal {
  return new Refusal(requestException(14, message));
}

export class InputObject {
  private readonly values = new Map<string, unknown>();
  private readonly path: string;

  constructor(source: object, path = '') {
    this.path = path;
    for (const [key, value] of Object.entries(source)) {
      if (value !== null && value !== undefined) this.values.set(key.toLowerCase(), value);
    }
  }

  has(name: string): boolean {
    return this.values.has(name.toLowerCase());
  }

  /** How many keys carry a value. */
  get size(): number {
    return this.values.size;
  }

  /** The same element with only some of its keys. */
  only(names: readonly string[]): InputObject {
    const kept = names.map((name) => [name, this.values.get(name.toLowerCase())] as const);
    return new InputObject(Object.fromEntries(kept), this.path);
  }

  private where(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  /** The value as it was sent. */
  raw(name: string): unknown {
    return this.values.get(name.toLowerCase());
  }

  text(name: string): string | undefined {
    const value = this.values.get(name.toLowerCase());
    if (value === undefined || typeof value === 'string') return value;
    if (value instanceof Decimal) return value.toString();
    if (typeof value === 'boolean') return String(value);
    throw unbindable(`Error converting value to type 'System.String'. Path '${this.where(name)}'.`);
  }

  decimal(name: string): Decimal | undefined {
    const value = this.values.get(name.toLowerCase());
    if (value === undefined || value === '') return undefined;
    if (value instanceof Decimal) return value;
    const parsed = typeof value === 'string' ? Decimal.tryParse(value.trim()) : undefined;
    if (parsed) return parsed;
    const shown = typeof value === 'string' ? ` "${value}"` : '';
    throw unbindable(
      `Error converting value${shown} to type 'System.Decimal'. Path '${this.where(name)}'.`,
    );
  }

  date(name: string): CalendarDate | undefined {
    const text = this.text(name);
    if (text === undefined || text === '') return undefined;
    const date = readDate(text);
    if (date) return date;
    throw unbindable(`The string '${text}' is not a valid AllXsd value.`);
  }

  flag(name: string): boolean | undefined {
    const value = this.values.get(name.toLowerCase());
    if (value === undefined || typeof value === 'boolean') return value;
    if (typeof value === 'string' && /^(true|false)$/i.test(value)) {
      return value.toLowerCase() === 'true';
    }
    throw unbindable(`Could not convert value to boolean. Path '${this.where(name)}'.`);
  }

  object(name: string): InputObject | undefined {
    const value = this.values.get(name.toLowerCase());
    if (value === undefined) return undefined;
    if (typeof value === 'object' && !Array.isArray(value) && !(value instanceof Decimal)) {
      return new InputObject(value as object, this.where(name));
    }
    throw unbindable(`An object was expected. Path '${this.where(name)}'.`);
  }

  list(name: string): InputObject[] | undefined {
    const value = this.values.get(name.toLowerCase());
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) {
      throw unbindable(`An array was expected. Path '${this.where(name)}'.`);
    }
    return value.map((item: unknown, index) => elementOf(item, `${this.where(name)}[${index}]`));
  }
}

function elementOf(item: unknown, path: string): InputObject {
  if (typeof item === 'object' && item !== null && !(item instanceof Decimal)) {
    return new InputObject(item, path);
  }
  throw unbindable(`An object was expected. Path '${path}'.`);
}

/** One of the values (in Xero's spelling), whatever the request's case; else ErrorNumber 14. */
export function choice<T extends string>(
  input: InputObject,
  name: string,
  values: readonly T[],
): T | undefined {
  const text = input.text(name);
  if (text === undefined || text === '') return undefined;
  const value = values.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
  if (value) return value;
  const type = name === 'LineAmountTypes' ? 'LineAmountType' : name;
  throw unbindable(
    `Error converting value "${text}" to type 'Xero.API.Library..${type}'. Path '${name}'.`,
  );
}

/**
 * The elements of a write: `{"Invoices":[…]}`, a bare array, or a single object. Refuses XML with
 * 415, bodies that are not JSON with ErrorNumber 14, and none at all with ErrorNumber 17.
 */
export function readElements(body: string, plural: string, singular: string): InputObject[] {
  if (body.trimStart().startsWith('<')) {
    throw new Refusal(
      textAnswer(
        415,
        'XML bodies are not supported: send JSON with Content-Type: application/json',
      ),
    );
  }
  const noData = new Refusal(
    requestException(
      17,
      `No data has been processed for this endpoint. This endpoint is expecting ${singular} data to be specifed in the request body.`,
    ),
  );
  if (body.trim() === '') throw noData;
  let value: unknown;
  try {
    value = decodeBody(body);
  } catch {
    throw unbindable('JSON for post data was invalid');
  }
  if (typeof value !== 'object' || value === null || value instanceof Decimal) throw noData;
  const elements = Array.isArray(value)
    ? value.map((item: unknown, index) => elementOf(item, `[${index}]`))
    : elementsOf(new InputObject(value), plural);
  if (elements.length === 0) throw noData;
  return elements;
}

function elementsOf(root: InputObject, plural: string): InputObject[] {
  if (root.has(plural)) return root.list(plural) ?? [];
  return root.size === 0 ? [] : [root];
}
