/**
 * Assertions: a broken invariant is a bug of ours, never an outcome. Expected failures are values
 * with a code (see sync/finding-codes.ts); they never pass through here.
 */

export class AssertionError extends Error {
  override name = 'AssertionError';
}

/** Throws unless `condition` holds; `message` says what was expected to hold. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** The value, which the caller knows to be there; `what` names it when it is not. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new AssertionError(`${what} is missing`);
  return value;
}

/** Ends an exhaustive switch: does not compile while a case is left out. */
export function unreachable(value: never): never {
  throw new AssertionError(`unexpected value ${JSON.stringify(value)}`);
}
