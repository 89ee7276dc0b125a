/** Brings a test's database to the present version: what templates are made with. */
import { instant } from '../../src/base/time.ts';
import { openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';

export async function migrateUrl(url: string): Promise<void> {
  const database = openDatabase(url, 1);
  try {
    await migrate(database, instant(0));
  } finally {
    await database.close();
  }
}
