/** One query on a connection of its own, for tests that only look. */
import { Client } from 'pg';

/** The rows; the connection is closed whatever happens. */
export async function queryOnce(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
