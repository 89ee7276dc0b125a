/** For tests only: a sample invoice, and the calls that most tests of documents make. */
import { expect } from 'vitest';
import { at, type Loose, type TestApp } from './emulator-fixture.ts';

export const line = { Description: 'Advice', Quantity: 1.5, UnitAmount: 300, AccountCode: '200' };
export const draft = {
  Type: 'ACCREC',
  Contact: { Name: 'Acme' },
  Date: '2026-11-01',
  DueDate: '2026-12-01',
  LineItems: [line],
};
export const approved = { ...draft, Status: 'AUTHORISED' };

export async function created(app: TestApp, invoice: object): Promise<Loose> {
  const { json, status, text } = await app.call('PUT', 'Invoices', invoice);
  expect(status, text).toBe(200);
  return at(json, 'Invoices', 0);
}

export function messages(element: Loose | undefined): string[] {
  const errors = (element?.['ValidationErrors'] ?? []) as unknown as { Message: string }[];
  return errors.map((error) => error.Message);
}

/** The messages of the first element of a refused write; `target` is `PUT Invoices`. */
export async function errorsOf(app: TestApp, target: string, body: object): Promise<string[]> {
  const [method = '', path = ''] = target.split(' ');
  const { status, json } = await app.call(method, path, body);
  expect(status).toBe(400);
  expect(json['ErrorNumber']).toBe(10);
  return messages(at(json, 'Elements', 0));
}

export async function pay(app: TestApp, invoice: Loose, amount: number): Promise<Loose> {
  const { json, status, text } = await app.call('PUT', 'Payments', {
    Invoice: { InvoiceID: invoice['InvoiceID'] },
    Account: { Code: '090' },
    Date: '2026-11-20',
    Amount: amount,
  });
  expect(status, text).toBe(200);
  return at(json, 'Payments', 0);
}
