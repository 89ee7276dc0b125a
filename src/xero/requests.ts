/**
 * Makes requests to Xero's accounting API: addresses, query parameters and headers. Pure, and
 * nothing is sent here. The names of query parameters are checked against Xero's specification.
 */
import type { TenantId } from '../base/id.ts';
import type { Instant } from '../base/time.ts';
import { writeModifiedSince } from './wire-date.ts';
import type { operations } from './openapi.d.ts';

export interface XeroAccess {
  /** Without a slash at its end: https://api.xero.com */
  readonly apiUrl: string;
  readonly tenantId: TenantId;
  readonly accessToken: string;
}

export interface XeroRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  /** The path with ids taken out, which logs and counters may show. */
  readonly route: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export const accountingPath = '/api.xro/2.0';

type QueryNames<Query> = [Query] extends [never] ? never : keyof Query & string;

/** Every query parameter of the operations that we use. */
export type QueryName = {
  [Operation in keyof operations]: QueryNames<
    NonNullable<operations[Operation]['parameters']['query']>
  >;
}[keyof operations];

export type Query = Readonly<Partial<Record<QueryName, string | number | boolean | undefined>>>;

const ids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** `?page=1&pageSize=1000`, or nothing. A comma between ids stays a comma. */
export function queryText(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [`${name}=${encodeURIComponent(String(value)).replaceAll('%2C', ',')}`],
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Xero answers XML unless asked for JSON. The user agent is the transport's. */
function bearerHeaders(accessToken: string): Record<string, string> {
  return { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
}

function routeOf(method: string, path: string): string {
  return `${method} ${path.split('?')[0] ?? path}`.replace(ids, '{id}');
}

/** A read of the accounting API: `path` as in `/Invoices`. */
export function readRequest(
  access: XeroAccess,
  path: string,
  options: { readonly query?: Query; readonly modifiedSince?: Instant } = {},
): XeroRequest {
  const fullPath = `${accountingPath}${path}`;
  return {
    method: 'GET',
    url: `${access.apiUrl}${fullPath}${queryText(options.query ?? {})}`,
    route: routeOf('GET', fullPath),
    headers: {
      ...bearerHeaders(access.accessToken),
      'xero-tenant-id': access.tenantId,
      ...(options.modifiedSince === undefined
        ? {}
        : { 'if-modified-since': writeModifiedSince(options.modifiedSince) }),
    },
  };
}

/** A write whose bytes are fixed already: `path` is whole, with its query. */
export function writeRequest(
  access: XeroAccess,
  call: { readonly method: 'PUT' | 'POST'; readonly path: string; readonly body: string },
  idempotencyKey: string,
): XeroRequest {
  return {
    method: call.method,
    url: `${access.apiUrl}${call.path}`,
    route: routeOf(call.method, call.path),
    headers: {
      ...bearerHeaders(access.accessToken),
      'xero-tenant-id': access.tenantId,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
    },
    body: call.body,
  };
}

/** Calls that belong to the token and not to one organisation. */
export function connectionsRequest(
  access: Pick<XeroAccess, 'apiUrl' | 'accessToken'>,
  options: { readonly method: 'GET' | 'DELETE'; readonly path: string },
): XeroRequest {
  return {
    method: options.method,
    url: `${access.apiUrl}${options.path}`,
    route: routeOf(options.method, options.path),
    headers: bearerHeaders(access.accessToken),
  };
}
