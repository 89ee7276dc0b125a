/**
 * The small values of the API: amounts and quantities as decimal strings, dates, times, ids, and the
 * pages that lists come in. Amounts are never JSON numbers, which would be floats at the other end.
 */
import { z } from '@hono/zod-openapi';
import { Decimal } from '../base/decimal.ts';
import { limits } from '../base/limits.ts';
import { parseDate } from '../base/time.ts';

export const amountSchema = z.string().openapi({ format: 'decimal', example: '1684.45' });

/** A decimal in a body, as text, with at most `placesMax` decimals; bounded so that sums stay sane. */
export function decimalInput(placesMax: number): z.ZodString {
  return z
    .string({ error: 'must be a string with a decimal number, such as "1684.45"' })
    .max(20, 'is longer than 20 characters')
    .refine((text) => Decimal.tryParse(text) !== undefined, 'is not a decimal number')
    .refine(
      (text) => (Decimal.tryParse(text)?.placesNeeded() ?? 0) <= placesMax,
      `has more than ${placesMax} decimals`,
    )
    .openapi({ format: 'decimal', example: '350.00' });
}

export const dateSchema = z.string().openapi({ format: 'date', example: '2026-11-22' });

/** A calendar date in a body or a query. */
export const dateInput = z
  .string()
  .refine((text) => parseDate(text) !== undefined, 'is not a day of the calendar (YYYY-MM-DD)')
  .openapi({ format: 'date', example: '2026-11-22' });

export const monthInput = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'is not a month (YYYY-MM)')
  .openapi({ example: '2026-11' });

export const instantSchema = z
  .string()
  .openapi({ format: 'date-time', example: '2026-11-22T08:30:00.000Z' });

export const idSchema = z.string().openapi({ format: 'uuid' });

/** An id of ours in a path or a query. */
export const idInput = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'is not an id of ours')
  .openapi({ format: 'uuid' });

/** An id of the caller's own system, in a path. */
export const externalIdInput = z.string().min(1).max(200);

export const currencySchema = z.string().openapi({ example: 'AUD', description: 'ISO 4217' });

/** Text that people typed: trimmed, bounded. */
export function textInput(lengthMax: number): z.ZodString {
  return z.string().trim().max(lengthMax, `is longer than ${lengthMax} characters`);
}

/** The query of every list. */
export const pageQuery = {
  cursor: z.string().max(500).optional().openapi({ description: 'nextCursor of the page before' }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(limits.apiPageMax)
    .default(50)
    .openapi({ description: `At most ${limits.apiPageMax}` }),
} as const;

/** A page of `item`s; `nextCursor` is null on the last one. */
export function pageOf<T extends z.ZodType>(
  item: T,
): z.ZodObject<{ items: z.ZodArray<T>; nextCursor: z.ZodNullable<z.ZodString> }> {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
