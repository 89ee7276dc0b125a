/** Contacts over HTTP: the list, and the body of an upsert. */
import { z } from '@hono/zod-openapi';
import { idSchema, pageOf, pageQuery, textInput } from './scalars.ts';
import { syncMarkSchema } from './sync-mark.ts';

export const contactQuery = z.object({
  q: z.string().trim().max(100).optional().openapi({ description: 'In the number or the name' }),
  ...pageQuery,
});

const phoneSchema = z.strictObject({
  type: z.enum(['work', 'direct', 'mobile', 'fax', 'home', 'pager', 'skype', 'other']),
  number: textInput(50).min(1, 'is empty'),
  isPrimary: z.boolean().default(false),
});

const addressSchema = z.strictObject({
  type: z.enum(['billing', 'street']),
  attention: textInput(255).optional(),
  lines: z.array(textInput(500)).max(4, 'has more than four lines'),
  city: textInput(255).optional(),
  region: textInput(255).optional(),
  postalCode: textInput(50).optional(),
  country: textInput(50).optional(),
});

export const contactInput = z
  .strictObject({
    number: textInput(50)
      .min(1, 'is empty')
      .openapi({ description: 'Your client number; it becomes the contact number in Xero' }),
    kind: z.enum(['person', 'organisation']),
    name: textInput(255).min(1, 'is empty'),
    firstName: textInput(255).optional(),
    lastName: textInput(255).optional(),
    emails: z.array(z.email('is not an e-mail address').max(255)).max(20).default([]),
    phones: z.array(phoneSchema).max(20).default([]),
    addresses: z.array(addressSchema).max(20).default([]),
    taxNumber: textInput(50).optional(),
    isArchived: z.boolean().default(false),
  })
  .openapi('ContactInput');

export const contactSchema = z
  .object({
    id: idSchema,
    number: z.string(),
    externalId: z.string().nullable(),
    kind: z.enum(['person', 'organisation']),
    name: z.string(),
    emails: z.array(z.string()),
    isArchived: z.boolean(),
    version: z.int(),
    xero: syncMarkSchema,
  })
  .openapi('Contact');

export const contactPageSchema = pageOf(contactSchema).openapi('ContactPage');

export type ContactQuery = z.infer<typeof contactQuery>;
export type ContactInput = z.infer<typeof contactInput>;
export type ContactView = z.infer<typeof contactSchema>;
