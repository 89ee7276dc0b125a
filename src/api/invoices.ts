/** Invoices over HTTP: the list and its filters, one invoice whole, and the body of an upsert. */
import { z } from '@hono/zod-openapi';
import {
  amountSchema,
  currencySchema,
  dateInput,
  dateSchema,
  decimalInput,
  idInput,
  idSchema,
  instantSchema,
  monthInput,
  pageOf,
  pageQuery,
  textInput,
} from './scalars.ts';
import { syncMarkSchema, syncStates } from './sync-mark.ts';

/** The state that people see: what is stored, with what payments and today's date make of it. */
export const invoiceStatuses = [
  'draft',
  'awaiting_approval',
  'issued',
  'part_paid',
  'overdue',
  'paid',
  'cancelled',
] as const;

export type ShownStatus = (typeof invoiceStatuses)[number];

const filters = {
  month: monthInput.optional().openapi({ description: 'Of the invoice date' }),
  status: z.enum(invoiceStatuses).optional(),
  xero: z.enum(syncStates).optional().openapi({ description: 'State of the sync mark' }),
  q: z.string().trim().max(100).optional().openapi({ description: 'In the number or the contact' }),
} as const;

export const invoiceQuery = z.object({ ...filters, ...pageQuery });
export const invoiceFilterQuery = z.object(filters);

const contactRefSchema = z.object({ id: idSchema, number: z.string(), name: z.string() });

export const invoiceRowSchema = z
  .object({
    id: idSchema,
    number: z.string(),
    externalId: z.string().nullable(),
    date: dateSchema,
    dueDate: dateSchema.nullable(),
    contact: contactRefSchema,
    reference: z.string(),
    currency: currencySchema,
    total: amountSchema,
    paid: amountSchema,
    due: amountSchema,
    status: z.enum(invoiceStatuses),
    xero: syncMarkSchema,
  })
  .openapi('InvoiceRow');

export const invoicePageSchema = pageOf(invoiceRowSchema).openapi('InvoicePage');

export const invoiceLineSchema = z
  .object({
    kind: z.string(),
    description: z.string(),
    date: dateSchema.nullable(),
    timekeeper: z.string().nullable(),
    matter: z.object({ id: idSchema, number: z.string(), name: z.string() }).nullable(),
    quantity: amountSchema,
    unitPrice: amountSchema,
    discount: amountSchema,
    amount: amountSchema,
    taxCode: z.string(),
    taxRate: amountSchema,
    tax: amountSchema,
  })
  .openapi('InvoiceLine');

const instalmentSchema = z.object({
  id: idSchema,
  date: dateSchema,
  amount: amountSchema,
  reference: z.string(),
  bankAccount: z.string(),
  enteredIn: z.enum(['book', 'xero']),
});

const xeroSideSchema = z.object({
  status: z.string(),
  number: z.string(),
  date: dateSchema,
  dueDate: dateSchema.nullable(),
  contactName: z.string(),
  reference: z.string(),
  net: amountSchema,
  tax: amountSchema,
  total: amountSchema,
  paid: amountSchema,
  credited: amountSchema,
  due: amountSchema,
  updatedAt: instantSchema,
});

export const invoiceSchema = invoiceRowSchema
  .extend({
    amountsAre: z.enum(['exclusive', 'inclusive', 'no_tax']),
    currencyRate: amountSchema.nullable(),
    net: amountSchema,
    tax: amountSchema,
    version: z.int(),
    changedAt: instantSchema,
    lines: z.array(invoiceLineSchema),
    payments: z.array(instalmentSchema),
    xeroSide: xeroSideSchema.nullable().openapi({ description: 'As last seen in Xero' }),
  })
  .openapi('Invoice');

export const invoiceSummarySchema = z
  .object({
    count: z.int(),
    currencies: z.array(
      z.object({ currency: currencySchema, total: amountSchema, due: amountSchema }),
    ),
    months: z.array(z.object({ month: z.string(), count: z.int() })).openapi({
      description: 'Every month that has invoices, newest first, whatever the filters',
    }),
  })
  .openapi('InvoiceSummary');

const lineInput = z.strictObject({
  kind: z.enum(['time', 'expense', 'fixed_fee', 'discount', 'write_off', 'no_charge', 'rounding']),
  description: textInput(4000).min(1, 'is empty'),
  date: dateInput.optional(),
  timekeeper: textInput(100).optional(),
  matterNumber: textInput(100).optional(),
  quantity: decimalInput(4).default('1'),
  unitPrice: decimalInput(4),
  discount: decimalInput(4).default('0'),
  amount: decimalInput(4)
    .optional()
    .openapi({ description: 'If given, it must equal quantity × unit price − discount.' }),
  taxCode: textInput(50).min(1, 'is empty'),
  taxRate: decimalInput(4).openapi({ description: 'Per cent' }),
  tax: decimalInput(4)
    .optional()
    .openapi({ description: 'If given, it is taken as stated and sent so.' }),
});

export const invoiceInput = z
  .strictObject({
    number: textInput(255).min(1, 'is empty'),
    contactId: idInput.optional(),
    contactExternalId: textInput(200).optional(),
    status: z.enum(['draft', 'awaiting_approval', 'issued', 'cancelled']),
    date: dateInput,
    dueDate: dateInput.optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'is not a currency of ISO 4217')
      .optional()
      .openapi({ description: "The practice's own when absent" }),
    currencyRate: decimalInput(10).optional(),
    amountsAre: z.enum(['exclusive', 'inclusive', 'no_tax']).default('exclusive'),
    reference: textInput(255).default(''),
    lines: z.array(lineInput).min(1, 'has no line').max(500, 'has more than 500 lines'),
    total: decimalInput(4)
      .optional()
      .openapi({ description: 'If given, the lines must add up to it.' }),
  })
  .openapi('InvoiceInput');

export type InvoiceQuery = z.infer<typeof invoiceQuery>;
export type InvoiceFilters = z.infer<typeof invoiceFilterQuery>;
export type InvoiceRow = z.infer<typeof invoiceRowSchema>;
export type InvoiceView = z.infer<typeof invoiceSchema>;
export type InvoiceSummary = z.infer<typeof invoiceSummarySchema>;
export type InvoiceInput = z.infer<typeof invoiceInput>;
export type InvoiceLineInput = z.infer<typeof lineInput>;
