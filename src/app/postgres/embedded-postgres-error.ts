/** Why the embedded PostgreSQL can't run: a code to decide by, and a sentence with the remedy. */

export type EmbeddedPostgresFault =
  | 'binaries-missing'
  | 'root-refused'
  | 'folder-in-use'
  | 'folder-unusable'
  | 'other-version'
  | 'create-failed'
  | 'start-failed'
  | 'stop-failed';

export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresFault;

  constructor(code: EmbeddedPostgresFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}

/** The way round every fault of the embedded server, said the same way each time. */
export const ownServerRemedy =
  'or give a PostgreSQL server of your own (15 or later) with TIEOUT_DATABASE_URL';
