/** A test that did not say, by its name, that it needs a database gets none. */
import { expect, test } from 'vitest';
import { freshDatabase, templateDatabase } from './postgres.ts';

test('asking for a database in a file that is not named for it fails with a clear message', async () => {
  const template = templateDatabase(() => Promise.resolve());
  await expect(template.fresh()).rejects.toThrow(/postgres\.test\.ts asks for a database/);
  await expect(freshDatabase()).rejects.toThrow(/only files named \*\.pg\.test\.ts/);
});
