/** A page that is watched: anything that the browser complains of fails the test. */
import { test as base, type Page } from '@playwright/test';
import { productUrl } from './product.ts';

/** `test` with the product's address, and an eye on the console. */
export const test = base.extend<{ watched: undefined }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from the pattern
  baseURL: async ({}, use) => use(productUrl()),
  watched: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') {
          complaints.push(message.text());
        }
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await use(undefined);
      if (complaints.length > 0)
        throw new Error(`the browser complained: ${complaints.join('\n')}`);
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';

/** Whether the page is wider than its window, which nobody should have to scroll. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
}
