/** The invoice list and page, by mouse and by keyboard. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './watched-page.ts';

const rows = (page: Page): Locator => page.locator('tr[data-index]');
const links = (page: Page): Locator => page.locator('[data-row-link]');

test('a thousand invoices scroll to the last while few rows are in the document', async ({
  page,
}) => {
  await page.goto('/invoices');
  await expect(page.getByText('1,000 invoices')).toBeVisible();
  await expect(rows(page).first()).toContainText('INV-');
  const last = page.locator('tr[data-index="999"]');
  await expect(async () => {
    await page.mouse.move(700, 600);
    await page.mouse.wheel(0, 20_000);
    await expect(last).toBeVisible({ timeout: 200 });
  }).toPass({ intervals: [50] });
  expect(await rows(page).count()).toBeLessThan(80);
});

test('month, status and search narrow the list, and stay in the address', async ({ page }) => {
  await page.goto('/invoices');
  await page.getByLabel('Month of the invoice date').selectOption({ index: 2 });
  await expect(page).toHaveURL(/month=\d{4}-\d\d/);
  await page.getByLabel('Status', { exact: true }).selectOption('paid');
  await expect(page).toHaveURL(/status=paid/);
  await expect(rows(page).first()).toContainText('Paid');
  const count = await rows(page).count();
  expect(count).toBeGreaterThan(0);
  await expect(rows(page).filter({ hasText: 'Paid' })).toHaveCount(count);
  await page.reload();
  await expect(rows(page).filter({ hasText: 'Paid' })).toHaveCount(count);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(page.getByText('1,000 invoices')).toBeVisible();

  const number = await links(page).nth(5).innerText();
  await page.keyboard.press('/');
  await page.keyboard.type(number);
  await expect(page.getByText(/^1 invoice\b/)).toBeVisible();
  await expect(links(page)).toHaveText([number]);
  await page.getByLabel('Search by number or contact').fill('no such thing');
  await expect(page.getByText('No invoice is like that.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all invoices' }).click();
  await expect(page.getByText('1,000 invoices')).toBeVisible();
});

test('the mark tells on hover when an invoice was last copied', async ({ page }) => {
  await page.goto('/invoices?xero=in_agreement');
  await rows(page).first().getByRole('button', { name: 'In agreement' }).hover();
  await expect(page.getByRole('tooltip')).toContainText(
    /Last copied to Xero \d+ \w{3} \d{4}, \d\d:\d\d/,
  );
});

test('an invoice shows lines, payments and both sides equal', async ({ page }) => {
  await page.goto('/invoices?status=part_paid');
  const number = await links(page).first().innerText();
  await rows(page).first().click();
  await expect(page.getByRole('heading', { name: `Invoice ${number}` })).toBeVisible();
  await expect(
    page.getByRole('heading', { name: 'Payments' }).locator('..').getByRole('listitem'),
  ).not.toHaveCount(0);
  const sides = page.getByRole('heading', { name: 'Both sides' }).locator('..').getByRole('row');
  for (const name of ['Net', 'Tax', 'Total', 'Due']) {
    const [here, there] = await sides
      .filter({ hasText: name })
      .last()
      .getByRole('cell')
      .allInnerTexts();
    expect(here).toMatch(/^[\d,]+\.\d\d$/);
    expect(there).toBe(here);
  }
  const xero = page.getByRole('link', { name: /Open in Xero/ });
  const opened = await page.request.get((await xero.getAttribute('href')) ?? '');
  expect(opened.status()).toBe(200);
  expect(await opened.text()).toContain(number);
  await page.getByRole('main').getByRole('link', { name: 'Invoices' }).click();
  await expect(page).toHaveURL(/status=part_paid/);
});

test('the list is walked, opened and left by keyboard', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'What needs you' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(rows(page).first()).toBeVisible();
  const third = await links(page).nth(2).innerText();
  for (const key of ['j', 'j', 'j', 'j', 'k']) {
    await page.keyboard.press(key);
    await page.waitForTimeout(50);
  }
  await expect(links(page).nth(2)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: `Invoice ${third}` })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await expect(page).toHaveTitle('Overview · Tieout');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
});

test('coming back from an invoice, the list is where it was left', async ({ page }) => {
  await page.goto('/invoices');
  await expect(rows(page).first()).toBeVisible();
  await page.mouse.move(700, 600);
  await page.mouse.wheel(0, 2400);
  await expect(page.locator('tr[data-index="60"]')).toBeVisible();
  const number = await page.locator('tr[data-index="62"] [data-row-link]').innerText();
  await page.locator('tr[data-index="62"]').click();
  await expect(page.getByRole('heading', { name: `Invoice ${number}` })).toBeVisible();
  await page.goBack();
  await expect(page.locator('tr[data-index="62"]')).toBeInViewport();
});
