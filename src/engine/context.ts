/** What every use case is given: the ports, the database, and where Xero is. Made once, in app. */
import type { Fetch } from '../base/http.ts';
import type { TenantId } from '../base/id.ts';
import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { Seal } from '../base/seal.ts';
import type { Clock, Instant } from '../base/time.ts';
import type { Database } from '../store/database.ts';
import type { Installation } from '../sync/plan.ts';
import type { Limiter } from '../xero/limiter.ts';
import type { OAuthApp } from '../xero/oauth.ts';

export interface XeroSite {
  /** https://api.xero.com, or an emulator's. */
  readonly apiUrl: string;
  readonly app: OAuthApp;
  readonly grant: 'authorization_code' | 'client_credentials';
}

export interface EngineContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly fetch: Fetch;
  readonly seal: Seal;
  readonly site: XeroSite;
  readonly installation: Installation;
  /** Names this process in leases. */
  readonly workerName: string;
  /** One limiter for an organisation, shared by everything in this process. */
  readonly limiterOf: (tenantId: TenantId) => Limiter;
}

export const userAgent = 'Tieout/0.1 (+https://github.com/tieout/tieout)';

/** Why a sync stopped before its end. Nothing is lost: the next one goes on from what is stored. */
export type StopCode =
  | 'busy'
  | 'connection_lost'
  | 'day_limit'
  | 'halted'
  | 'lease_lost'
  | 'stopped'
  | 'unreachable';

export class SyncStopped extends Error {
  override name = 'SyncStopped';
  readonly code: StopCode;
  /** When it makes sense to try again. */
  readonly until: Instant | undefined;

  constructor(code: StopCode, message: string, until?: Instant) {
    super(message);
    this.code = code;
    this.until = until;
  }
}
