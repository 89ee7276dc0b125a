/**
 * The way of an API call: faults asked for, edge checks, token, tenant and scope, limits, then
 * idempotency and the resource. Limits come before idempotency, so a replay costs a call too.
 */
import { sha256 } from '../base/hash.ts';
import { must } from '../base/assert.ts';
import {
  htmlAnswer,
  jsonAnswer,
  notFound,
  problemAnswer,
  Refusal,
  textAnswer,
  withHeaders,
  type Answer,
} from './answers.ts';
import type { Books } from './books.ts';
import type { Call } from './call.ts';
import { endpointOf } from './counters.ts';
import type { FaultRule } from './faults.ts';
import {
  connectionsOf,
  disconnect,
  revokeApp,
  type AccessToken,
  type Connection,
} from './grants.ts';
import { checkKey, remember, replay } from './idempotency.ts';
import type { Machine } from './machine.ts';
import { limitAnswer, type Caller, type Limits } from './rate-limits.ts';
import { route } from './router.ts';
import { scopeAllows } from './scopes.ts';
import { readTime } from './wire.ts';

/** A request with its address taken apart. Header names in lower case. */
export interface ParsedRequest {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query as sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type GatewayAnswer = Answer | 'drop';

interface Bearer {
  readonly text: string;
  readonly token: AccessToken | undefined;
  /** The organisation asked for: by header, or the only one of a custom connection. */
  readonly tenantId: string;
}

const apiPrefix = '/api.xro/2.0/';

/** Whether a path belongs to the API (and is counted and limited). */
export function isApiPath(path: string): boolean {
  return path.startsWith(apiPrefix) || path === '/connections' || path.startsWith('/connections/');
}

function bearerOf(machine: Machine, request: ParsedRequest): Bearer {
  const text = /^Bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1]?.trim() ?? '';
  const token = machine.world.accessTokens.get(text);
  const header = request.headers['xero-tenant-id']?.trim().toLowerCase() ?? '';
  const only = token?.custom
    ? connectionsOf(machine.world, token.clientId)[0]?.tenantId
    : undefined;
  return { text, token, tenantId: header === '' ? (only ?? '') : header };
}

export async function apiCall(machine: Machine, request: ParsedRequest): Promise<GatewayAnswer> {
  const endpoint = endpointOf(request.method, request.path);
  const bearer = bearerOf(machine, request);
  machine.counters.called(bearer.tenantId, endpoint);
  const fault = machine.faults.hit(endpoint);
  const answer = await answered(machine, request, { bearer, fault });
  if (answer === 'drop') return answer;
  machine.counters.sent(bearer.tenantId, endpoint, Buffer.byteLength(answer.body));
  return withHeaders(answer, { 'xero-correlation-id': machine.random.uuid() });
}

async function answered(
  machine: Machine,
  request: ParsedRequest,
  { bearer, fault }: { readonly bearer: Bearer; readonly fault: FaultRule | undefined },
): Promise<GatewayAnswer> {
  const early = fault && faultBefore(machine, bearer, fault);
  if (early === 'drop') return early;
  if (early) return early.status === 429 ? spent(machine, bearer, early) : early;
  const refusal = edgeRefusal(request) ?? tokenRefusal(machine, bearer, machine.now());
  if (refusal) return refusal;
  const token = must(machine.world.accessTokens.get(bearer.text), 'a token that was let in');
  if (!request.path.startsWith(apiPrefix)) {
    const answer = connectionsAnswer(machine, request, token);
    await machine.commit();
    return answer;
  }
  const books = machine.world.tenant(bearer.tenantId);
  const connected = connectionsOf(machine.world, token.clientId);
  if (!books || !connected.some((c) => c.tenantId.toLowerCase() === bearer.tenantId)) {
    return problemAnswer(machine.random, 403, 'AuthenticationUnsuccessful');
  }
  const resource = request.path.slice(apiPrefix.length).split('/')[0] ?? '';
  if (!scopeAllows(token.scope, resource, request.method)) {
    return problemAnswer(machine.random, 401, 'AuthorizationUnsuccessful');
  }
  return limited(machine, request, { books, token, tokenText: bearer.text, fault });
}

/** A 429 that was asked for shows its limit as used up. */
function spent(machine: Machine, bearer: Bearer, answer: Answer): Answer {
  const books = machine.world.tenant(bearer.tenantId);
  if (!books || !bearer.token) return answer;
  const caller = { clientId: bearer.token.clientId, tenantId: books.tenantId };
  const headers = machine.limits.headers(caller, limitsOf(machine, books), machine.now());
  const used: Readonly<Record<string, string>> = {
    minute: 'x-minlimit-remaining',
    day: 'x-daylimit-remaining',
    appminute: 'x-appminlimit-remaining',
  };
  const name = used[answer.headers['x-rate-limit-problem'] ?? ''];
  return withHeaders(answer, name === undefined ? headers : { ...headers, [name]: '0' });
}

interface Admitted {
  readonly books: Books;
  readonly token: AccessToken;
  readonly tokenText: string;
  readonly fault: FaultRule | undefined;
}

async function limited(
  machine: Machine,
  request: ParsedRequest,
  admitted: Admitted,
): Promise<GatewayAnswer> {
  const { books, token, fault } = admitted;
  const caller: Caller = { clientId: token.clientId, tenantId: books.tenantId };
  const limits = limitsOf(machine, books);
  const stopped = machine.limits.enter(caller, limits, machine.now());
  if (stopped) {
    return withHeaders(stopped, machine.limits.headers(caller, limits, machine.now()));
  }
  try {
    const waits = machine.settings.latencyMs + (fault?.kind === 'slow' ? fault.delayMs : 0);
    await machine.sleep(waits);
    if (fault?.kind === 'late_commit') {
      machine.later(machine.now() + fault.delayMs, async () => {
        processed(machine, request, admitted);
        await machine.commit();
      });
      await machine.commit();
      return 'drop';
    }
    const answer = processed(machine, request, admitted);
    const headers = machine.limits.headers(caller, limits, machine.now());
    await machine.commit();
    return faultAfter(withHeaders(answer, headers), fault);
  } finally {
    machine.limits.leave(caller);
  }
}

function limitsOf(machine: Machine, books: Books): Limits {
  const { perMinute, perDay, concurrent, appPerMinute } = machine.settings;
  const own = books.control.get('it');
  return {
    perMinute: own?.perMinute ?? perMinute,
    perDay: own?.perDay ?? perDay,
    concurrent: own?.concurrent ?? concurrent,
    appPerMinute,
  };
}

function edgeRefusal(request: ParsedRequest): Answer | undefined {
  if ((request.headers['user-agent'] ?? '').trim() === '') {
    return htmlAnswer(
      403,
      '<html><head><title>Access Denied</title></head><body>Access Denied</body></html>',
    );
  }
  const accept = request.headers['accept'] ?? '*/*';
  if (!/application\/json|\*\/\*|application\/\*|^\s*$/i.test(accept)) {
    return textAnswer(406, 'Only JSON is emulated: send Accept: application/json');
  }
  return undefined;
}

function tokenRefusal(machine: Machine, bearer: Bearer, now: number): Answer | undefined {
  const token = machine.world.accessTokens.get(bearer.text);
  if (!token || token.revoked) {
    return problemAnswer(machine.random, 401, 'AuthenticationUnsuccessful');
  }
  if (token.expiresAt > now) return undefined;
  const at = new Date(token.expiresAt).toISOString();
  const [year, month, day] = at.slice(0, 10).split('-');
  const time = at.slice(11, 19);
  const detail = `TokenExpired: token expired at ${month ?? ''}/${day ?? ''}/${year ?? ''} ${time}`;
  return problemAnswer(machine.random, 401, detail);
}

/** `2019-12-07T18:46:19.5165400`: seven decimals and no zone. */
function connectionTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 23)}0000`;
}

function connectionsAnswer(machine: Machine, request: ParsedRequest, token: AccessToken): Answer {
  const { world } = machine;
  const mine = connectionsOf(world, token.clientId);
  const id = request.path.split('/')[2];
  if (id) {
    const connection = mine.find((c) => c.id === id.toLowerCase());
    if (request.method !== 'DELETE' || !connection) return notFound();
    disconnect(world, connection);
    return { status: 204, headers: {}, body: '' };
  }
  if (request.method !== 'GET') return { status: 405, headers: {}, body: '' };
  const event = request.query.get('authEventId');
  const listed = mine.filter((c) => event === null || c.authEventId === event);
  return jsonAnswer(
    200,
    listed.map((connection) => viewConnection(machine, connection)),
  );
}

function viewConnection(machine: Machine, connection: Connection): object {
  return {
    id: connection.id,
    authEventId: connection.authEventId,
    tenantId: connection.tenantId,
    tenantType: 'ORGANISATION',
    tenantName: machine.world.tenant(connection.tenantId)?.organisation.Name ?? null,
    createdDateUtc: connectionTime(connection.createdAt),
    updatedDateUtc: connectionTime(connection.updatedAt),
  };
}

/** Idempotency and the resource itself: all that may change the books, in one step. */
function processed(machine: Machine, request: ParsedRequest, admitted: Admitted): Answer {
  const { books, token } = admitted;
  if (books.control.get('it')?.offline) return textAnswer(503, 'The Organisation is offline');
  const key = request.method === 'GET' ? undefined : request.headers['idempotency-key'];
  const call = callOf(machine, request, { books, token, key });
  if (!key || machine.settings.idempotencyOff) return routed(call);
  const tooLong = checkKey(key);
  if (tooLong) return tooLong;
  const bound = machine.settings.idempotencyBoundToToken ? `|${sha256(admitted.tokenText)}` : '';
  const keyed = {
    scope: `${token.clientId}${bound}|${key}`,
    key,
    requestHash: sha256(`${request.method} ${request.target}\n${books.tenantId}\n${request.body}`),
  };
  const known = replay(machine.world.answers, keyed, call.now);
  if (known) return known;
  const answer = routed(call);
  remember(machine.world.answers, keyed, { answer, now: call.now });
  return answer;
}

/** The resource's answer; a refusal on the way is an answer as well. */
export function routed(call: Call): Answer {
  try {
    return route(call);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

/** A segment of a path; one that is not encoded as it should be stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function callOf(
  machine: Machine,
  request: ParsedRequest,
  by: { readonly books: Books; readonly token: AccessToken; readonly key: string | undefined },
): Call {
  const now = machine.now();
  const since = request.headers['if-modified-since'];
  return {
    world: machine.world,
    books: by.books,
    settings: machine.settings,
    random: machine.random,
    now,
    today: by.books.today(now),
    app: by.token.clientId,
    method: request.method,
    segments: request.path
      .slice(apiPrefix.length)
      .split('/')
      .map((part) => decoded(part)),
    path: request.path,
    query: request.query,
    modifiedSince: since === undefined ? undefined : readTime(since.trim()),
    idempotencyKey: by.key,
    body: request.body,
  };
}

const htmlOf = (title: string): string =>
  `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`;

/** Faults that keep a call from being looked at. */
function faultBefore(
  machine: Machine,
  bearer: Bearer,
  fault: FaultRule,
): GatewayAnswer | undefined {
  switch (fault.kind) {
    case 'drop_before':
      return 'drop';
    case '500_before':
      return htmlAnswer(500, htmlOf('500 Internal Server Error'));
    case 'html_403':
      return htmlAnswer(403, htmlOf('Access Denied'));
    case 'html_502':
      return htmlAnswer(502, htmlOf('502 Bad Gateway'));
    case '503_offline':
      return textAnswer(503, 'The Organisation is offline');
    case '429_minute':
      return limitAnswer('minute', Math.ceil((fault.delayMs || 30_000) / 1000));
    case '429_day':
      return limitAnswer('day', Math.ceil((fault.delayMs || 3_600_000) / 1000));
    case '429_concurrent':
      return limitAnswer('concurrent');
    case '429_appminute':
      return limitAnswer('appminute', Math.ceil((fault.delayMs || 30_000) / 1000));
    case 'token_revoked':
      if (bearer.token) revokeApp(machine.world, bearer.token.clientId);
      return undefined;
    case '401_expired':
      if (bearer.token) {
        const expired = { ...bearer.token, expiresAt: machine.now() - 1000 };
        machine.world.accessTokens.set(bearer.text, expired);
      }
      return undefined;
    case 'drop_after_commit':
    case '500_after_commit':
    case 'slow':
    case 'half_body':
    case 'late_commit':
      return undefined;
  }
}

/** Faults that spoil the answer of a call that was carried out. */
function faultAfter(answer: Answer, fault: FaultRule | undefined): GatewayAnswer {
  switch (fault?.kind) {
    case 'drop_after_commit':
      return 'drop';
    case '500_after_commit':
      return htmlAnswer(500, htmlOf('500 Internal Server Error'));
    case 'half_body':
      return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
    default:
      return answer;
  }
}
