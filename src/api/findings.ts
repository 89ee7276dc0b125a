/** Findings over HTTP: why a record is not in agreement, and what to do about it. */
import { z } from '@hono/zod-openapi';
import { idSchema, instantSchema, pageOf, pageQuery } from './scalars.ts';

export const findingQuery = z.object({
  code: z.string().max(100).optional().openapi({ example: 'invoice.rejected' }),
  ...pageQuery,
});

export const findingSchema = z
  .object({
    id: idSchema,
    connectionId: idSchema,
    kind: z.enum(['contact', 'invoice', 'payment']),
    recordId: idSchema,
    number: z.string().openapi({ description: "The invoice's number, or the client's" }),
    invoiceId: idSchema.nullable().openapi({ description: 'The invoice whose page shows it' }),
    code: z.string(),
    class: z.enum(['rejected', 'conflict', 'drift', 'blocked', 'held']),
    sentence: z.string(),
    cause: z.string(),
    remedy: z.string(),
    canRetry: z.boolean(),
    openedAt: instantSchema,
  })
  .openapi('Finding');

export const findingPageSchema = pageOf(findingSchema).openapi('FindingPage');

export type FindingQuery = z.infer<typeof findingQuery>;
export type FindingView = z.infer<typeof findingSchema>;
