/** Payments over HTTP: the list, and the body of an upsert. Several on one invoice are instalments. */
import { z } from '@hono/zod-openapi';
import {
  amountSchema,
  currencySchema,
  dateInput,
  dateSchema,
  decimalInput,
  idInput,
  idSchema,
  pageOf,
  pageQuery,
  textInput,
} from './scalars.ts';
import { syncMarkSchema } from './sync-mark.ts';

export const paymentQuery = z.object({ invoiceId: idInput.optional(), ...pageQuery });

export const paymentInput = z
  .strictObject({
    invoiceId: idInput.optional(),
    invoiceExternalId: textInput(200).optional(),
    date: dateInput,
    amount: decimalInput(4).openapi({
      description: "In the invoice's currency; more than nothing",
    }),
    reference: textInput(200).default(''),
    bankAccount: textInput(50).min(1, 'is empty').default('office').openapi({
      description: 'Where the money came to; the policy maps it to an account in Xero',
    }),
    isDeleted: z.boolean().default(false).openapi({ description: 'true takes the payment back' }),
  })
  .openapi('PaymentInput');

export const paymentSchema = z
  .object({
    id: idSchema,
    externalId: z.string().nullable(),
    invoice: z.object({ id: idSchema, number: z.string() }),
    date: dateSchema,
    amount: amountSchema,
    currency: currencySchema,
    reference: z.string(),
    bankAccount: z.string(),
    enteredIn: z.enum(['book', 'xero']),
    isDeleted: z.boolean(),
    version: z.int(),
    xero: syncMarkSchema,
  })
  .openapi('Payment');

export const paymentPageSchema = pageOf(paymentSchema).openapi('PaymentPage');

export type PaymentQuery = z.infer<typeof paymentQuery>;
export type PaymentInput = z.infer<typeof paymentInput>;
export type PaymentView = z.infer<typeof paymentSchema>;
