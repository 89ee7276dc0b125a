/**
 * Makes a connection: by a custom connection's client credentials, or by a person's consent (begin,
 * then finish when they come back). The organisation's settings are read first, a mapping is suggested
 * from them, and every record of the book is hinted for the first sync. One organisation has one
 * connection; another organisation is another connection (docs/SPEC.md CON).
 */
import type { ReferenceData } from '../accounting/reference-data.ts';
import { newId, type ConnectionId, type PracticeId, type TenantId } from '../base/id.ts';
import type { CalendarDate } from '../base/time.ts';
import { addConnection, saveReference, setConnectionState } from '../store/connections.ts';
import { readConnections as readStoredConnections } from '../store/connections.ts';
import { hintEverything } from '../store/hints.ts';
import { saveSignIn, takeSignIn } from '../store/sign-ins.ts';
import { suggestMapping } from '../sync/mapping.ts';
import { continuous, type Policy } from '../sync/policy.ts';
import { readConnections, type XeroConnection } from '../xero/connections.ts';
import {
  authorisationUrl,
  clientCredentials,
  exchangeCode,
  newSignIn,
  type GrantOutcome,
  type TokenSet,
} from '../xero/oauth.ts';
import { readReferenceData } from '../xero/reference-reads.ts';
import { fullScopes, readOnlyScopes, scopesForClientCredentials } from '../xero/scopes.ts';
import { createTransport, type Transport } from '../xero/transport.ts';
import type { EngineContext } from './context.ts';
import { userAgent } from './context.ts';
import { storeTokens } from './keep-token.ts';
import { patiently, patientTransport } from './patient-transport.ts';

export interface ConnectOptions {
  readonly practiceId: PracticeId;
  readonly grantKind: 'authorization_code' | 'client_credentials';
  /** Only looks: the first day of a firm with history (RULES L3). */
  readonly isReadOnly: boolean;
  /** Nothing dated before it is sent. */
  readonly cutOver?: CalendarDate;
}

export type Connected =
  | {
      readonly kind: 'connected';
      readonly connectionId: ConnectionId;
      readonly organisationName: string;
      readonly isNew: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: string };

function portsOf(context: EngineContext) {
  return { fetch: context.fetch, clock: context.clock, userAgent };
}

/** Somebody waits for the connection: what is lost on the way is asked for again. */
function transportOf(context: EngineContext): Transport {
  return patientTransport(
    createTransport({ ...portsOf(context), log: context.log }),
    context.clock,
  );
}

/** Xero's custom connection: no person, one organisation. */
export async function connectByCredentials(
  context: EngineContext,
  options: Omit<ConnectOptions, 'grantKind'>,
): Promise<Connected> {
  const scopes = scopesForClientCredentials(options.isReadOnly ? readOnlyScopes : fullScopes);
  const granted = await patiently(context.clock, () =>
    clientCredentials(portsOf(context), context.site.app, scopes),
  );
  return connectGranted(context, granted, { ...options, grantKind: 'client_credentials' });
}

/** Where to send a person who wants to connect; what they carry back is kept until then. */
export async function beginSignIn(
  context: EngineContext,
  options: Omit<ConnectOptions, 'grantKind'> & { readonly redirectUri: string },
): Promise<string> {
  const signIn = newSignIn(context.random);
  const { redirectUri, ...rest } = options;
  await context.database.transaction((tx) =>
    saveSignIn(tx, {
      state: signIn.state,
      sealed: context.seal.seal(signIn.codeVerifier, `sign-in ${signIn.state}`),
      redirectUri,
      options: rest,
      at: context.clock.now(),
    }),
  );
  const scopes = options.isReadOnly ? readOnlyScopes : fullScopes;
  return authorisationUrl(context.site.app, { signIn, redirectUri, scopes });
}

/** The person is back from Xero with these parameters. */
export async function finishSignIn(
  context: EngineContext,
  callback: URLSearchParams,
): Promise<Connected> {
  const state = callback.get('state') ?? '';
  const begun = await context.database.transaction((tx) =>
    takeSignIn<Omit<ConnectOptions, 'grantKind'>>(tx, state),
  );
  if (!begun) {
    return { kind: 'refused', reason: 'This sign-in was not begun here, or was used already.' };
  }
  const codeVerifier = context.seal.open(begun.sealed, `sign-in ${state}`);
  const granted = await exchangeCode(portsOf(context), context.site.app, {
    callback,
    signIn: { state, codeVerifier },
    redirectUri: begun.redirectUri,
  });
  return connectGranted(context, granted, { ...begun.options, grantKind: 'authorization_code' });
}

async function connectGranted(
  context: EngineContext,
  granted: GrantOutcome,
  options: ConnectOptions,
): Promise<Connected> {
  if (granted.kind === 'refused') {
    const reason =
      granted.error === 'access_denied'
        ? 'Access was not allowed in Xero.'
        : `Xero refused the connection (${granted.error}).`;
    return { kind: 'refused', reason };
  }
  if (granted.kind === 'failed') {
    return { kind: 'refused', reason: `Xero did not answer: ${granted.reason}` };
  }
  const { tokens } = granted;
  const found = await findOrganisation(context, tokens);
  if (!('tenantId' in found)) return { kind: 'refused', reason: found.reason };
  const access = {
    apiUrl: context.site.apiUrl,
    tenantId: found.tenantId,
    accessToken: tokens.accessToken,
  };
  const read = await readReferenceData(transportOf(context), access);
  if (read.kind !== 'answered') {
    return {
      kind: 'refused',
      reason: `The organisation's settings could not be read (${read.kind}).`,
    };
  }
  const { unreadable: _, ...reference } = read.value;
  return storeConnection(context, { options, tokens, found, reference });
}

/** The organisation that this consent reached: the one it added, else the only one there is. */
async function findOrganisation(
  context: EngineContext,
  tokens: TokenSet,
): Promise<XeroConnection | { readonly reason: string }> {
  const access = { apiUrl: context.site.apiUrl, accessToken: tokens.accessToken };
  const outcome = await readConnections(transportOf(context), access);
  if (outcome.kind !== 'answered') {
    return { reason: `Xero did not say which organisation was connected (${outcome.kind}).` };
  }
  const organisations = outcome.value.filter((one) => one.isOrganisation);
  const added = organisations.filter((one) => one.authEventId === tokens.authEventId);
  const found = added[0] ?? (organisations.length === 1 ? organisations[0] : undefined);
  if (found) return found;
  return organisations.length === 0
    ? { reason: 'No organisation was chosen in Xero.' }
    : { reason: 'Xero names several organisations; connect them one by one.' };
}

async function storeConnection(
  context: EngineContext,
  given: {
    options: ConnectOptions;
    tokens: TokenSet;
    found: XeroConnection;
    reference: ReferenceData;
  },
): Promise<Connected> {
  const { options, tokens, found, reference } = given;
  const now = context.clock.now();
  const policy: Policy = {
    ...continuous,
    isReadOnly: options.isReadOnly,
    ...(options.cutOver === undefined ? {} : { cutOver: options.cutOver }),
    mapping: suggestMapping(reference),
  };
  const id = newId<ConnectionId>(context.random, now);
  const stored = await context.database.transaction(async (tx) => {
    const isNew = await addConnection(tx, {
      id,
      practiceId: options.practiceId,
      tenantId: found.tenantId as TenantId,
      organisationName: found.tenantName || reference.organisation.name,
      grantKind: options.grantKind,
      policy,
      connectedBy: tokens.email,
      connectedAt: now,
    });
    if (isNew) {
      await saveReference(tx, id, { reference, at: now });
      await hintEverything(tx, id, options.practiceId);
      return { id, isNew };
    }
    const known = await readStoredConnections(tx);
    const before = known.find((one) => one.tenantId === found.tenantId);
    if (before?.practiceId !== options.practiceId) return undefined;
    await setConnectionState(tx, before.id, { state: 'connected' });
    return { id: before.id, isNew };
  });
  if (!stored) {
    return { kind: 'refused', reason: 'Another practice here is connected to this organisation.' };
  }
  await storeTokens(context, stored.id, tokens);
  return {
    kind: 'connected',
    connectionId: stored.id,
    organisationName: reference.organisation.name,
    isNew: stored.isNew,
  };
}
