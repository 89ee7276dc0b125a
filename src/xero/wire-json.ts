/**
 * Xero's JSON without floats. A number that arrives becomes a Decimal from the very text that was
 * sent (`24.15`, `0.0`, `1E+2`), and a Decimal that leaves becomes a JSON number with all its
 * digits. Nothing in between is ever a JavaScript `number`.
 */
import { Decimal } from '../base/decimal.ts';

export type WireValue =
  | null
  | boolean
  | string
  | Decimal
  | readonly WireValue[]
  | { readonly [key: string]: WireValue };

/** What can be sent; keys that are undefined are left out. */
export type WireBody =
  | null
  | boolean
  | string
  | Decimal
  | readonly WireBody[]
  | { readonly [key: string]: WireBody | undefined };

/** Both are in the language since ECMAScript 2026 and in Node 24; the type library has them later. */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): object;
}

const exactJson = JSON as unknown as ExactJson;
const scientific = /^(-?\d+(?:\.\d+)?)[eE]([+-]?\d{1,3})$/;
const exponentMax = 30;

/** `1.5E+2` is 150. An exponent beyond any amount is no amount. */
function decimalOf(source: string): Decimal {
  const plain = Decimal.tryParse(source);
  if (plain) return plain;
  const match = scientific.exec(source);
  const exponent = Number(match?.[2]);
  const digits = Decimal.tryParse(match?.[1] ?? '');
  if (!digits || Math.abs(exponent) > exponentMax) throw new SyntaxError(`no amount: ${source}`);
  const shift = Decimal.ofInteger(10n ** BigInt(Math.abs(exponent)));
  return exponent < 0
    ? digits.times(Decimal.ofUnits(1n, -exponent))
    : digits.times(shift).normalised();
}

/** The value of a JSON text; undefined when it is not JSON (half an answer, a page of HTML). */
export function parseWire(text: string): WireValue | undefined {
  try {
    return exactJson.parse(text, (_key, value, context) =>
      typeof value === 'number' ? decimalOf(context.source ?? '') : value,
    ) as WireValue;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function prepared(value: WireBody | undefined): unknown {
  if (value instanceof Decimal) return exactJson.rawJSON(value.toString());
  if (Array.isArray(value)) return value.map((item: WireBody) => prepared(item));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, prepared(item)]));
  }
  return value;
}

/**
 * The JSON text of a body: keys in the order in which they were written, so that the same writes
 * give the same bytes, which a replay under one idempotency key needs.
 */
export function serialiseWire(body: WireBody): string {
  return JSON.stringify(prepared(body));
}
