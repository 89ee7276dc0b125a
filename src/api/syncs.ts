/** Syncs over HTTP: the runs of each connection, the one that is running, and how to start one. */
import { z } from '@hono/zod-openapi';
import { idInput, idSchema, instantSchema, pageOf, pageQuery } from './scalars.ts';

const countsSchema = z.object({ accepted: z.int(), rejected: z.int(), unknown: z.int() });

export const syncRunSchema = z
  .object({
    id: idSchema,
    connectionId: idSchema,
    cause: z.string(),
    /** `interrupted`: the program was stopped in the middle; the next run goes on from there. */
    state: z.enum(['running', 'finished', 'stopped', 'interrupted']),
    startedAt: instantSchema,
    finishedAt: instantSchema.nullable(),
    phase: z.enum(['reading', 'contacts', 'invoices', 'payments', 'checking', 'settling']),
    done: z.int(),
    total: z.int(),
    calls: z.int(),
    read: z.int().nullable().openapi({ description: 'Records read from Xero' }),
    written: z.int().nullable().openapi({ description: 'Records that Xero took' }),
    rejected: z.int().nullable(),
    counts: z
      .object({ contact: countsSchema, invoice: countsSchema, payment: countsSchema })
      .nullable(),
    stoppedBecause: z.string().nullable(),
  })
  .openapi('SyncRun');

export const syncQuery = z.object({ connectionId: idInput.optional(), ...pageQuery });
export const syncPageSchema = pageOf(syncRunSchema).openapi('SyncPage');

export const syncInput = z
  .strictObject({
    connectionId: idInput.optional().openapi({ description: 'Every connection when absent' }),
  })
  .openapi('SyncInput');

export const syncStartedSchema = z
  .object({ connectionIds: z.array(idSchema) })
  .openapi('SyncStarted');

export type SyncRunView = z.infer<typeof syncRunSchema>;
export type SyncStarted = z.infer<typeof syncStartedSchema>;
