/** What is kept between sending a person to Xero and their coming back; used once. */
import { formatInstant, type Instant } from '../base/time.ts';
import { sql, type Tx } from './database.ts';

export async function saveSignIn(
  tx: Tx,
  signIn: { state: string; sealed: string; redirectUri: string; options: object; at: Instant },
): Promise<void> {
  await sql`
    insert into sign_in (state, sealed, redirect_uri, options, made_at)
    values (${signIn.state}, ${signIn.sealed}, ${signIn.redirectUri},
      ${JSON.stringify(signIn.options)}, ${formatInstant(signIn.at)})`.execute(tx);
}

/** Takes it out: the same coming-back can not be used twice. */
export async function takeSignIn<Options>(
  tx: Tx,
  state: string,
): Promise<{ sealed: string; redirectUri: string; options: Options } | undefined> {
  const { rows } = await sql<{ sealed: string; redirect_uri: string; options: Options }>`
    delete from sign_in where state = ${state}
    returning sealed, redirect_uri, options`.execute(tx);
  const row = rows[0];
  return row && { sealed: row.sealed, redirectUri: row.redirect_uri, options: row.options };
}
