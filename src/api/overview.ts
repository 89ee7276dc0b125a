/** The overview: for each connection, whether both sides agree, and what needs a person. */
import { z } from '@hono/zod-openapi';
import { currencySchema, idSchema, instantSchema } from './scalars.ts';
import { syncRunSchema } from './syncs.ts';
import { tieOutSummarySchema } from './tie-outs.ts';

export const connectionSchema = z
  .object({
    id: idSchema,
    organisation: z.string(),
    isDemo: z.boolean(),
    state: z.enum(['connected', 'lost', 'halted', 'disconnected']),
    stateReason: z.string().nullable(),
    isReadOnly: z.boolean(),
    connectedBy: z.string().nullable(),
    connectedAt: instantSchema,
    mirrorReadAt: instantSchema.nullable().openapi({ description: "The mirror's age" }),
    budget: z
      .object({
        dayRemaining: z
          .int()
          .nullable()
          .openapi({ description: 'Calls that Xero still allows today' }),
        minuteRemaining: z.int().nullable(),
        readAt: instantSchema,
      })
      .nullable(),
  })
  .openapi('Connection');

export const connectionListSchema = z
  .object({ items: z.array(connectionSchema), nextCursor: z.null() })
  .openapi('ConnectionPage');

export const findingGroupSchema = z
  .object({
    code: z.string(),
    class: z.enum(['rejected', 'conflict', 'drift', 'blocked', 'held']),
    example: z.string().openapi({ description: 'The sentence of the latest of them' }),
    cause: z.string(),
    remedy: z.string(),
    count: z.int(),
  })
  .openapi('FindingGroup');

export const overviewConnectionSchema = connectionSchema
  .extend({
    agreement: z.enum(['tied_out', 'not_tied_out', 'changed_since', 'never']),
    tieOut: tieOutSummarySchema.nullable(),
    waiting: z
      .object({ contact: z.int(), invoice: z.int(), payment: z.int() })
      .openapi({ description: 'Records that the next sync looks at' }),
    findings: z.array(findingGroupSchema),
    running: syncRunSchema.nullable(),
    syncs: z.array(syncRunSchema).openapi({ description: 'The last few runs, newest first' }),
  })
  .openapi('OverviewConnection');

export const overviewSchema = z
  .object({
    practice: z
      .object({
        id: idSchema,
        name: z.string(),
        baseCurrency: currencySchema,
        timeZone: z.string(),
      })
      .nullable(),
    asOf: instantSchema,
    connections: z.array(overviewConnectionSchema),
  })
  .openapi('Overview');

export type ConnectionView = z.infer<typeof connectionSchema>;
export type FindingGroup = z.infer<typeof findingGroupSchema>;
export type OverviewConnection = z.infer<typeof overviewConnectionSchema>;
export type Overview = z.infer<typeof overviewSchema>;
