/**
 * What a `where` means for a record: fields by path, text compared without regard to case, null
 * equal only to null and never less or more. The grammar is where-parser.ts.
 */
import { Decimal } from '../base/decimal.ts';
import { unreachable } from '../base/assert.ts';
import {
  parseWhere,
  QueryParseError,
  type CompareOperator,
  type Condition,
  type Literal,
  type Operand,
} from './where-parser.ts';

/** A field's worth: text, amount, flag, time in milliseconds, or nothing. */
export type FieldValue = Exclude<Literal, null> | undefined;
/** By path in lower case: `contact.name`. */
export type FieldMap<T> = Readonly<Record<string, (record: T) => FieldValue>>;

type Value = Exclude<Literal, null> | null;

/** `type` names the records in the message about an unknown field. */
export function compileWhere<T>(
  source: string,
  fields: FieldMap<T>,
  type: string,
): (record: T) => boolean {
  return condition(parseWhere(source), fields, type);
}

/** The getter of one field. Throws QueryParseError for an unknown one. */
export function fieldOf<T>(
  path: string,
  fields: FieldMap<T>,
  type: string,
): (record: T) => FieldValue {
  const plain = path.toLowerCase().replace(/\.value$/, '');
  const field = Object.hasOwn(fields, plain) ? fields[plain] : undefined;
  if (field) return field;
  throw new QueryParseError(`No property or field '${path}' exists in type '${type}'`);
}

function condition<T>(of: Condition, fields: FieldMap<T>, type: string): (record: T) => boolean {
  switch (of.kind) {
    case 'all': {
      const left = condition(of.left, fields, type);
      const right = condition(of.right, fields, type);
      return (record) => left(record) && right(record);
    }
    case 'any': {
      const left = condition(of.left, fields, type);
      const right = condition(of.right, fields, type);
      return (record) => left(record) || right(record);
    }
    case 'not': {
      const inside = condition(of.of, fields, type);
      return (record) => !inside(record);
    }
    case 'compare': {
      const left = operand(of.left, fields, type);
      const right = operand(of.right, fields, type);
      return (record) => compares(of.operator, left(record), right(record));
    }
    case 'holds': {
      const value = operand(of.of, fields, type);
      return (record) => value(record) === true;
    }
    default:
      return unreachable(of);
  }
}

function operand<T>(of: Operand, fields: FieldMap<T>, type: string): (record: T) => Value {
  switch (of.kind) {
    case 'literal':
      return () => of.value;
    case 'field': {
      const field = fieldOf(of.path, fields, type);
      return (record) => field(record) ?? null;
    }
    case 'method': {
      const on = operand(of.on, fields, type);
      const argument = of.argument ? operand(of.argument, fields, type) : () => null;
      return (record) => method(of.name, on(record), argument(record));
    }
    default:
      return unreachable(of);
  }
}

function method(name: string, on: Value, argument: Value): Value {
  if (typeof on !== 'string') return null;
  const text = on.toLowerCase();
  const part = typeof argument === 'string' ? argument.toLowerCase() : undefined;
  switch (name) {
    case 'tolower':
    case 'toupper':
    case 'tostring':
      return on;
    case 'trim':
      return on.trim();
    case 'contains':
      return part !== undefined && text.includes(part);
    case 'startswith':
      return part !== undefined && text.startsWith(part);
    case 'endswith':
      return part !== undefined && text.endsWith(part);
    default:
      throw new QueryParseError(`No applicable method '${name}' exists`);
  }
}

function compares(operator: CompareOperator, left: Value, right: Value): boolean {
  if (left === null || right === null) {
    const same = left === right;
    return operator === '==' ? same : operator === '!=' ? !same : false;
  }
  const order = compareValues(left, right);
  if (order === undefined) {
    throw new QueryParseError(`Operator '${operator}' incompatible with operand types`);
  }
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return unreachable(operator);
  }
}

/** Negative, nought or positive; undefined for values that can't be compared. */
export function compareValues(
  left: Exclude<Value, null>,
  right: Exclude<Value, null>,
): number | undefined {
  if (left instanceof Decimal) {
    return right instanceof Decimal ? left.compare(right) : undefined;
  }
  if (typeof left === 'string' && typeof right === 'string') {
    const a = left.toLowerCase();
    const b = right.toLowerCase();
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'boolean' && typeof right === 'boolean') {
    return Number(left) - Number(right);
  }
  return undefined;
}
