/** How a record of the book stands towards Xero: the mark beside every invoice, contact and payment. */
import { z } from '@hono/zod-openapi';
import { idSchema, instantSchema } from './scalars.ts';

export const syncStates = [
  /** Linked, nothing waits and no finding is open. */
  'in_agreement',
  /** Changed on either side, or never looked at: the next sync does it. */
  'waiting',
  /** Sent, and the answer has not come. */
  'awaiting_answer',
  /** A person is needed. */
  'finding',
  /** Not in Xero, and nothing is going to send it (a draft that the policy keeps here). */
  'not_sent',
] as const;

export type SyncState = (typeof syncStates)[number];

export const briefFindingSchema = z
  .object({
    id: idSchema,
    code: z.string(),
    sentence: z.string(),
    remedy: z.string(),
    canRetry: z.boolean(),
  })
  .openapi('BriefFinding');

export const syncMarkSchema = z
  .object({
    state: z.enum(syncStates),
    sentAt: instantSchema.nullable().openapi({ description: 'When it was last copied to Xero' }),
    xeroUrl: z.string().nullable().openapi({ description: 'Opens the record in Xero' }),
    findings: z.array(briefFindingSchema),
  })
  .openapi('SyncMark');

export type SyncMark = z.infer<typeof syncMarkSchema>;
export type BriefFinding = z.infer<typeof briefFindingSchema>;
