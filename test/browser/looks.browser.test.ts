/** Every page, light and dark, wide and on a phone: nothing for axe to complain of, nothing cut off. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, isTooWide, test } from './watched-page.ts';

const screens = [
  { name: 'wide', width: 1280, height: 860 },
  { name: 'phone', width: 390, height: 844 },
] as const;

async function openInvoice(page: Page): Promise<void> {
  await page.goto('/invoices');
  await page.locator('[data-row-link]').first().click();
  await expect(page.getByRole('heading', { name: 'Both sides' })).toBeVisible();
}

const pages = [
  {
    name: 'overview',
    open: async (page: Page) => {
      await page.goto('/');
      await expect(page.getByRole('heading', { name: 'Last syncs' })).toBeVisible();
    },
  },
  {
    name: 'invoices',
    open: async (page: Page) => {
      await page.goto('/invoices');
      await expect(page.locator('[data-row-link]').first()).toBeVisible();
    },
  },
  { name: 'invoice', open: openInvoice },
] as const;

for (const { name, open } of pages) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const screen of screens) {
      test(`${name}, ${colorScheme}, ${screen.name}: axe finds nothing serious and nothing is cut off`, async ({
        page,
      }) => {
        await page.setViewportSize(screen);
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await open(page);
        expect(await isTooWide(page)).toBe(false);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        expect(serious).toEqual([]);
      });
    }
  }
}

test('a chosen theme stays when the page is loaded again', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  const theme = page.getByRole('button', { name: /^Colours:/ });
  await theme.click();
  await theme.click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
