/** A sync that somebody starts, and what a bookkeeper did in Xero meanwhile. */
import type { APIRequestContext } from '@playwright/test';
import type { InvoiceRow } from '../../src/api/invoices.ts';
import type { Page } from '../../src/api/scalars.ts';
import { emulatorUrl } from './product.ts';
import { expect, test } from './watched-page.ts';

// The first sync has used most of Xero's calls of this minute: what comes now may wait for the next.
test.setTimeout(180_000);
const syncTimeout = { timeout: 100_000 };

async function oneUnpaid(request: APIRequestContext): Promise<InvoiceRow> {
  const answer = await request.get('/api/v1/invoices?status=issued&xero=in_agreement&limit=1');
  const { items } = (await answer.json()) as Page<InvoiceRow>;
  const [invoice] = items;
  if (!invoice) throw new Error('the sample has no unpaid invoice');
  return invoice;
}

test('a payment that a bookkeeper enters in Xero comes back with live progress', async ({
  page,
  request,
}) => {
  const invoice = await oneUnpaid(request);
  const paid = await request.post(`${emulatorUrl()}/_control/act`, {
    data: {
      method: 'PUT',
      path: 'Payments',
      body: {
        Invoice: { InvoiceNumber: invoice.number },
        Account: { Code: '090' },
        Date: invoice.date,
        Amount: 12.34,
        Reference: 'Cheque 118',
      },
    },
  });
  expect(paid.status()).toBe(200);
  // Xero answers slowly, so that there is progress to see.
  await request.put(`${emulatorUrl()}/_control/settings`, { data: { latencyMs: 700 } });
  await page.goto('/');
  await page.getByRole('button', { name: 'Sync now' }).click();
  const progress = page.getByRole('region', { name: 'Sync in progress' });
  await expect(progress).toContainText('Reading what changed in Xero');
  await expect(progress).toContainText(/[1-9]\d* calls? used · \d+ left today/, syncTimeout);
  await expect(page.getByRole('button', { name: 'Syncing…' })).toBeDisabled();
  await expect(progress).toBeHidden(syncTimeout);
  await request.put(`${emulatorUrl()}/_control/settings`, { data: { latencyMs: 0 } });
  const last = page.getByRole('row').filter({ hasText: 'Asked for' }).first();
  await expect(last).toContainText('Done');

  await page.getByRole('button', { name: 'Compare now' }).click();
  await expect(page.getByRole('heading', { name: 'Tied out', exact: true })).toBeVisible();

  await page.goto(`/invoices/${invoice.id}`);
  const payment = page.getByRole('listitem').filter({ hasText: 'Entered in Xero' });
  await expect(payment).toContainText('12.34');
  await expect(page.getByText('Part paid').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'In agreement' })).toBeVisible();
});

test('an open list follows what other systems send, without being loaded again', async ({
  page,
  request,
}) => {
  const invoice = await oneUnpaid(request);
  await page.goto(`/invoices/${invoice.id}`);
  await expect(page.getByText('None yet.')).toBeVisible();
  const entered = await request.put('/api/v1/payments/by-external-id/browser-1', {
    data: { invoiceId: invoice.id, date: invoice.date, amount: '1.00', reference: 'Counter' },
  });
  expect(entered.status()).toBe(200);
  await expect(page.getByRole('listitem').filter({ hasText: 'Counter' })).toContainText('1.00');
});
