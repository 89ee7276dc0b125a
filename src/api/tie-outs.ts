/** Tie-outs over HTTP: both sides compared record by record and total against total. */
import { z } from '@hono/zod-openapi';
import {
  amountSchema,
  currencySchema,
  idInput,
  idSchema,
  instantSchema,
  pageOf,
  pageQuery,
} from './scalars.ts';

export const receivablesSchema = z
  .object({
    currency: currencySchema,
    book: amountSchema,
    xero: amountSchema,
    difference: amountSchema,
    awaitingApproval: amountSchema.openapi({ description: 'Issued here, still a draft in Xero' }),
    xeroOnly: amountSchema.openapi({ description: 'Sales invoices that only Xero has' }),
    unallocatedCredit: amountSchema,
    xeroTotal: amountSchema,
  })
  .openapi('Receivables');

const countsSchema = z.object({ contacts: z.int(), invoices: z.int(), payments: z.int() });

export const tieOutSummarySchema = z
  .object({
    id: idSchema,
    connectionId: idSchema,
    madeAt: instantSchema,
    agree: z.boolean(),
    mirrorReadAt: instantSchema.nullable(),
    equal: countsSchema.openapi({ description: 'Records that are equal on both sides' }),
    outOfScope: countsSchema.openapi({ description: 'Records that the policy keeps out of Xero' }),
    receivables: z.array(receivablesSchema),
    differences: z.int().openapi({ description: 'How many records are not in agreement' }),
  })
  .openapi('TieOutSummary');

export const tieOutSchema = tieOutSummarySchema
  .omit({ differences: true })
  .extend({
    organisation: z.string(),
    differences: z.array(
      z.object({
        kind: z.enum(['contact', 'invoice', 'payment']),
        bookId: idSchema,
        number: z.string(),
        code: z.string(),
        sentence: z.string(),
        remedy: z.string(),
      }),
    ),
  })
  .openapi('TieOut');

export const tieOutQuery = z.object({ connectionId: idInput.optional(), ...pageQuery });
export const tieOutPageSchema = pageOf(tieOutSummarySchema).openapi('TieOutPage');
export const tieOutInput = z
  .strictObject({
    connectionId: idInput.optional().openapi({ description: 'The first connection when absent' }),
  })
  .openapi('TieOutInput');

export type Receivables = z.infer<typeof receivablesSchema>;
export type TieOutSummary = z.infer<typeof tieOutSummarySchema>;
export type TieOutView = z.infer<typeof tieOutSchema>;
