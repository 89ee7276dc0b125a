/** The installation, the practice and its people. */
import type { Person, Practice } from '../accounting/practice.ts';
import type { PracticeId } from '../base/id.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import type { ImportDefaults } from './imports.ts';
import { sql, type Tx } from './database.ts';

/** This installation's id, made once: what our marks in Xero carry. */
export async function ensureInstallation(
  tx: Tx,
  fresh: { id: string; at: Instant },
): Promise<string> {
  await sql`
    insert into installation (id, made_at)
    select ${fresh.id}, ${formatInstant(fresh.at)}
    where not exists (select 1 from installation)`.execute(tx);
  const { rows } = await sql<{ id: string }>`
    select id from installation order by made_at, id limit 1`.execute(tx);
  return rows[0]?.id ?? fresh.id;
}

/** A restored database is another life of the installation. */
export async function nextEpoch(tx: Tx): Promise<void> {
  await sql`update installation set epoch = epoch + 1`.execute(tx);
}

export async function addPractice(tx: Tx, practice: Practice, at: Instant): Promise<void> {
  await sql`
    insert into practice (id, name, base_currency, country_code, time_zone, made_at)
    values (${practice.id}, ${practice.name}, ${practice.baseCurrency}, ${practice.countryCode},
      ${practice.timeZone}, ${formatInstant(at)})`.execute(tx);
}

export async function readPractices(
  tx: Tx,
): Promise<{ practice: Practice; importSettings: ImportDefaults }[]> {
  const { rows } = await sql<{
    id: PracticeId;
    name: string;
    base_currency: string;
    country_code: string;
    time_zone: string;
    import_settings: ImportDefaults;
  }>`
    select id, name, base_currency, country_code, time_zone, import_settings from practice
    order by made_at, id`.execute(tx);
  return rows.map((row) => ({
    practice: {
      id: row.id,
      name: row.name,
      baseCurrency: row.base_currency,
      countryCode: row.country_code,
      timeZone: row.time_zone,
    },
    importSettings: row.import_settings,
  }));
}

/** What imported files do not say and the practice does. */
export async function saveImportSettings(
  tx: Tx,
  practiceId: PracticeId,
  settings: ImportDefaults,
): Promise<void> {
  await sql`update practice set import_settings = ${JSON.stringify(settings)}
    where id = ${practiceId}`.execute(tx);
}

export async function addPeople(
  tx: Tx,
  practiceId: PracticeId,
  people: readonly Person[],
): Promise<void> {
  await sql`
    insert into person (id, practice_id, name, email, initials, role)
    select r.id, ${practiceId}, r.name, r.email, r.initials, r.role
    from jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
      as r(id uuid, name text, email text, initials text, role text)
    order by r.id`.execute(tx);
}

/** API keys are kept hashed; the key itself is shown once and never again. */
export async function ensureApiKey(
  tx: Tx,
  key: { hash: string; practiceId: PracticeId; name: string; at: Instant },
): Promise<void> {
  await sql`
    insert into api_key (hash, practice_id, name, made_at)
    values (${key.hash}, ${key.practiceId}, ${key.name}, ${formatInstant(key.at)})
    on conflict (hash) do nothing`.execute(tx);
}

export async function practiceOfApiKey(tx: Tx, hash: string): Promise<PracticeId | undefined> {
  const { rows } = await sql<{ practice_id: PracticeId }>`
    select practice_id from api_key where hash = ${hash}`.execute(tx);
  return rows[0]?.practice_id;
}
