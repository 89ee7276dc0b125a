/**
 * Every write of the Xero client against the emulator, which shares no line with it: what is sent
 * comes back, and what is refused is refused alone.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { Decimal, decimal } from '../../src/base/decimal.ts';
import type { XeroId } from '../../src/base/id.ts';
import type { Write } from '../../src/sync/posting.ts';
import { look, planLooks, readInvoicesByNumber } from '../../src/xero/looks.ts';
import { readByIds } from '../../src/xero/reads.ts';
import {
  type XeroScene,
  answered,
  contact,
  contactFields,
  invoice,
  line,
  openXeroScene,
  posting,
} from './xero-scene.ts';

let scene: XeroScene;

beforeEach(async () => {
  scene = await openXeroScene();
});

describe('contacts', () => {
  test('what is sent comes back, field by field', async () => {
    const fields = contactFields({
      name: 'Ridgeway Pty Ltd',
      number: 'C-7',
      firstName: 'Ana',
      lastName: 'Ng',
      email: 'ana@ridgeway.example',
      taxNumber: '12345678901',
      phoneDefault: '+61 2 5550 1234',
      phoneMobile: '0400 000 000',
      postalAttention: 'Accounts',
      postalLines: 'Level 3\n1 King St',
      postalCity: 'Sydney',
      postalRegion: 'NSW',
      postalCode: '2000',
      postalCountry: 'Australia',
      streetCity: 'Perth',
    });
    const ridgeway = {
      action: 'create',
      mark: 'C-7',
      posting: { kind: 'contact', fields },
    } as const;
    const echo = await scene.accepted(ridgeway);
    expect(echo).toMatchObject({ kind: 'contact', status: 'active', fields });
    const [read] = answered(
      await readByIds(scene.transport, scene.access, { resource: 'contacts', ids: [echo.xeroId] }),
    ).records;
    expect(read).toMatchObject({ fields });
  });

  test('an edit changes what it names and nothing else', async () => {
    const given = {
      postalLines: '1 King St',
      postalCity: 'Sydney',
      phoneMobile: '0400',
      email: 'a@b.example',
    };
    const echo = await scene.accepted(contact('C-1', given));
    const ids = [echo.xeroId];
    const before = answered(
      await readByIds(scene.transport, scene.access, { resource: 'contacts', ids }),
    );
    const byId = new Map(before.records.map((record) => [record.xeroId, record]));
    const changes = { postalCity: 'Newcastle', phoneDirect: '+61 2 1', email: '' };
    const edit: Write = { action: 'update', kind: 'contact', mark: echo.xeroId, changes };
    const after = await scene.accepted(edit, byId);
    const fields = contactFields({ name: 'Client C-1', number: 'C-1', ...given, ...changes });
    expect(after).toMatchObject({ fields });
  });

  test('a name that is taken refuses one contact and not its neighbours', async () => {
    await scene.accepted(contact('C-1', { name: 'Taken' }));
    const [first, second] = await scene.write([contact('C-2', { name: 'TAKEN' }), contact('C-3')]);
    expect(first).toMatchObject({
      kind: 'rejected',
      messages: [expect.stringContaining('already assigned') as string],
    });
    expect(second?.kind).toBe('accepted');
  });

  test('a contact is found by its number', async () => {
    const echo = await scene.accepted(contact('C-1'));
    await scene.accepted(contact('C-10'));
    const [search] = planLooks('contact', ['C-1', 'C-404']);
    const found = answered(await look(scene.transport, scene.access, must(search, 'a look')));
    expect(found.records.map((record) => record.xeroId)).toEqual([echo.xeroId]);
  });
});

describe('invoices', () => {
  test('[MON4] what is sent comes back, to the cent', async () => {
    const client = await scene.accepted(contact('C-1'));
    const wanted = posting('INV-1', client.xeroId, {
      lines: [
        line(),
        line({
          quantity: decimal('0.1'),
          unitAmount: decimal('487.5555'),
          amount: decimal('48.76'),
        }),
        line({
          discountAmount: decimal('0.5'),
          amount: decimal('499.50'),
          taxType: 'EXEMPTOUTPUT',
        }),
        line({ sendTax: true, tax: decimal('49.99') }),
      ],
    });
    const echo = await scene.accepted({ action: 'create', mark: 'INV-1', posting: wanted });
    if (echo.kind !== 'invoice') throw new Error('not an invoice');
    expect(echo).toMatchObject({
      type: 'sale',
      status: 'authorised',
      number: 'INV-1',
      contactId: client.xeroId,
      contactName: 'Client C-1',
      date: '2026-11-20',
      dueDate: '2026-12-20',
      currency: 'AUD',
      amountsAre: 'exclusive',
      reference: 'Job 7',
      url: wanted.url,
    });
    const lines = must(echo.lines, 'lines');
    const column = (name: 'unitAmount' | 'amount' | 'tax' | 'discountAmount'): string[] =>
      lines.map((one) => one[name].normalised(2).toString());
    expect(column('unitAmount')).toEqual(['333.33', '487.5555', '333.33', '333.33']);
    expect(column('amount')).toEqual(['500.00', '48.76', '499.50', '500.00']);
    expect(column('tax')).toEqual(['50.00', '4.88', '0.00', '49.99']);
    expect(column('discountAmount')).toEqual(['0.00', '0.00', '0.50', '0.00']);
    expect(echo.net.toFixed(2)).toBe('1548.26');
    expect(echo.tax.toFixed(2)).toBe('104.87');
    expect(echo.total.toFixed(2)).toBe('1653.13');
    expect(echo.amountDue.toFixed(2)).toBe('1653.13');
    const read = answered(await readInvoicesByNumber(scene.transport, scene.access, ['INV-1']));
    expect(JSON.stringify(read.records[0]?.lines)).toBe(JSON.stringify(echo.lines));
  });

  test('inclusive, untaxed and foreign invoices keep their kind', async () => {
    const client = await scene.accepted(contact('C-1'));
    const inclusive = await scene.accepted(
      invoice('INV-1', client.xeroId, {
        amountsAre: 'inclusive',
        lines: [
          line({ quantity: Decimal.one, unitAmount: decimal('541.25'), amount: decimal('541.25') }),
        ],
      }),
    );
    expect(inclusive.kind === 'invoice' && inclusive.net.toFixed(2)).toBe('492.05');
    const foreign = await scene.accepted(
      invoice('INV-2', client.xeroId, {
        amountsAre: 'no_tax',
        currency: 'USD',
        currencyRate: decimal('0.654321'),
        lines: [line({ taxType: '' })],
      }),
    );
    expect(foreign).toMatchObject({ currency: 'USD', amountsAre: 'no_tax' });
    expect(foreign.kind === 'invoice' && foreign.currencyRate?.toString()).toBe('0.654321');
  });

  test('refused invoices stand beside accepted ones, each with its reason', async () => {
    const first = await scene.newInvoice('INV-1');
    const outcomes = await scene.write([
      invoice('INV-2', first.contactId),
      invoice('INV-1', first.contactId),
      invoice('INV-3', first.contactId, { lines: [line({ accountCode: '999999' })] }),
      invoice('INV-4', first.contactId, { currency: 'XAF' }),
    ]);
    expect(outcomes.map((one) => one.kind)).toEqual([
      'accepted',
      'rejected',
      'rejected',
      'rejected',
    ]);
    expect(outcomes[1]).toEqual({ kind: 'rejected', messages: ['Invoice # must be unique.'] });
    const numbers = ['INV-1', 'INV-2', 'INV-3', 'INV-4'];
    const read = answered(await readInvoicesByNumber(scene.transport, scene.access, numbers));
    expect(read.records.map((one) => one.number).toSorted()).toEqual(['INV-1', 'INV-2']);
  });

  test('[INV7] an edit of the lines keeps those that it names and takes away the others', async () => {
    const echo = await scene.newInvoice('INV-1', {
      status: 'draft',
      lines: [line(), line({ description: 'Gone' })],
    });
    const kept = must(echo.lines?.[0], 'line').lineId;
    const lines = [line({ lineId: kept, description: 'Kept' }), line({ description: 'New' })];
    const edit: Write = {
      action: 'update',
      kind: 'invoice',
      mark: echo.xeroId,
      changes: { lines, reference: 'Job 8' },
      posting: posting('INV-1', echo.contactId, { lines, reference: 'Job 8' }),
    };
    const after = await scene.accepted(edit);
    if (after.kind !== 'invoice') throw new Error('not an invoice');
    expect(after.lines?.map((one) => one.description)).toEqual(['Kept', 'New']);
    expect(after.lines?.[0]?.lineId).toBe(kept);
    expect(after).toMatchObject({ reference: 'Job 8', number: 'INV-1', dueDate: '2026-12-20' });
  });

  test('an approved invoice is voided and a draft deleted, and neither is ever revived', async () => {
    const approved = await scene.newInvoice('INV-1');
    const draft = await scene.newInvoice('INV-2', { status: 'draft' });
    const status = (mark: XeroId, to: 'voided' | 'deleted' | 'draft'): Write => ({
      action: 'set_status',
      kind: 'invoice',
      mark,
      status: to,
    });
    const done = await scene.write([
      status(approved.xeroId, 'voided'),
      status(draft.xeroId, 'deleted'),
    ]);
    expect(done.map((one) => one.kind === 'accepted' && one.echo)).toMatchObject([
      { status: 'voided' },
      { status: 'deleted' },
    ]);
    const [revived] = await scene.write([status(approved.xeroId, 'draft')]);
    expect(revived).toMatchObject({ kind: 'rejected' });
  });
});

describe('payments', () => {
  test('instalments settle an invoice, and deleting one opens it again', async () => {
    const echo = await scene.newInvoice('INV-1');
    const readNow = async () => {
      const ids = [echo.xeroId];
      return must(
        answered(await readByIds(scene.transport, scene.access, { resource: 'invoices', ids }))
          .records[0],
        'invoice',
      );
    };
    const first = await scene.accepted(scene.payment('first [abcdefgh2]', echo.xeroId, '200.10'));
    expect(first).toMatchObject({
      kind: 'payment',
      status: 'authorised',
      type: 'accrecpayment',
      invoiceId: echo.xeroId,
      accountId: scene.bankAccount(),
      date: '2026-11-21',
      reference: 'first [abcdefgh2]',
      isReconciled: false,
      isBatched: false,
    });
    expect((await readNow()).amountDue.toFixed(2)).toBe('349.90');
    await scene.accepted(scene.payment('second [abcdefgh3]', echo.xeroId, '349.90'));
    expect(await readNow()).toMatchObject({ status: 'paid' });
    const deleted = await scene.accepted({
      action: 'set_status',
      kind: 'payment',
      mark: first.xeroId,
      status: 'deleted',
    });
    expect(deleted).toMatchObject({ kind: 'payment', status: 'deleted' });
    expect(await readNow()).toMatchObject({ status: 'authorised' });
    const search = planLooks('payment', ['first [abcdefgh2]', 'second [abcdefgh3]']);
    const found = answered(
      await look(scene.transport, scene.access, must(search[0], 'a look')),
    ).records;
    expect(new Map(found.map((one) => [one.reference, one.status]))).toEqual(
      new Map([
        ['first [abcdefgh2]', 'deleted'],
        ['second [abcdefgh3]', 'authorised'],
      ]),
    );
  });

  test('too much money and a draft are refused, and the neighbours are not', async () => {
    const approved = await scene.newInvoice('INV-1');
    const draft = await scene.newInvoice('INV-2', { status: 'draft' });
    const outcomes = await scene.write([
      scene.payment('p1', approved.xeroId, '550.01'),
      scene.payment('p2', draft.xeroId, '1.00'),
      scene.payment('p3', approved.xeroId, '1.00'),
    ]);
    expect(outcomes).toMatchObject([
      {
        kind: 'rejected',
        messages: ['Payment amount exceeds the amount outstanding on this document'],
      },
      { kind: 'rejected', messages: ['Payments can only be made against Authorised documents'] },
      { kind: 'accepted' },
    ]);
  });

  test('a scene.reference with quotation marks is found again', async () => {
    const echo = await scene.newInvoice('INV-1');
    const referenceText = 'for "Ridgeway" [abcdefgh2]';
    await scene.accepted(scene.payment(referenceText, echo.xeroId, '1.00'));
    await scene.accepted(scene.payment('for Ridgeway [abcdefgh3]', echo.xeroId, '1.00'));
    const [search] = planLooks('payment', [referenceText]);
    const found = answered(await look(scene.transport, scene.access, must(search, 'a look')));
    expect(found.records.map((one) => one.reference)).toEqual([referenceText]);
  });
});
