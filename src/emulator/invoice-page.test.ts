import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { HandClock } from './emulator-fixture.ts';
import { createEmulator } from './emulator.ts';

test('an invoice is shown at the address of its deep link, with what is in it escaped', async () => {
  const emulator = await createEmulator({
    clock: new HandClock('2026-11-22T00:00:00Z'),
    random: seededRandom(1),
    baseUrl: 'http://localhost',
  });
  const id = '11111111-1111-4111-8111-111111111111';
  const contact = '22222222-2222-4222-8222-222222222222';
  const line = {
    Description: '<b>Advice</b>',
    Quantity: '1',
    UnitAmount: '100.00',
    AccountCode: '200',
  };
  const body = JSON.stringify({
    contacts: [{ ContactID: contact, Name: 'A & B' }],
    invoices: [
      {
        InvoiceID: id,
        Type: 'ACCREC',
        InvoiceNumber: 'I-1',
        Contact: { ContactID: contact },
        LineItems: [line],
      },
    ],
  });
  const headers = { 'content-type': 'application/json' };
  await emulator.handle({ method: 'POST', url: '/_control/seed', headers, body });
  const url = `/app/!abc/invoicing/view/${id}`;
  const answer = await emulator.handle({ method: 'GET', url, headers: {}, body: '' });
  expect(answer).toMatchObject({ kind: 'answer', status: 200 });
  const shown = answer.kind === 'answer' ? answer.body : '';
  expect(shown).toContain('Invoice I-1');
  expect(shown).toContain('A &amp; B');
  expect(shown).toContain('&lt;b&gt;Advice');
});
