/** The overview as somebody sees it who has just started Tieout. */
import { expect, test } from './watched-page.ts';

test('the practice is tied out, with a difference of 0.00 in every currency', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveTitle('Overview · Tieout');
  await expect(page.getByRole('heading', { name: 'Tied out', exact: true })).toBeVisible();
  const rows = page.getByRole('table').first().getByRole('row');
  const aud = rows.filter({ has: page.getByRole('rowheader', { name: 'AUD' }) });
  const [, book, xero, difference] = await aud.locator('th, td').allInnerTexts();
  expect(book).toMatch(/^[\d,]+\.\d\d$/);
  expect(xero).toBe(book);
  expect(difference).toBe('0.00');
  const differences = await rows.locator('td:last-child:nth-child(4)').allInnerTexts();
  expect(differences.length).toBeGreaterThan(1);
  expect(new Set(differences)).toEqual(new Set(['0.00']));
});

test('it counts what is equal, and nothing needs a person', async ({ page }) => {
  await page.goto('/');
  for (const kind of ['Contacts', 'Invoices', 'Payments']) {
    const count = page
      .locator('dl > div', { hasText: `${kind} equal` })
      .locator('dd')
      .first();
    await expect(count).toHaveText(/^[\d,]{3,}$/);
  }
  await expect(page.getByText('Nothing needs you.')).toBeVisible();
  await expect(page.getByText(/calls left today/)).toBeVisible();
});

test('the first sync is listed with what it wrote and what it cost', async ({ page }) => {
  await page.goto('/');
  const first = page.getByRole('row').filter({ hasText: 'At start' }).last();
  await expect(first).toContainText('Done');
  await expect(first.getByRole('cell').nth(3)).toHaveText(/^[\d,]{4,}$/);
});

test('an unknown address and an unknown invoice say so and lead back', async ({ page }) => {
  await page.goto('/nowhere');
  await expect(page.getByText('There is nothing at this address.')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'overview' }).click();
  await expect(page.getByRole('heading', { name: 'Tied out', exact: true })).toBeVisible();
});
