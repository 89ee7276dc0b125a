/**
 * A typed client of the API over a Fetch port, for the pages and for programs. Every failure is an
 * ApiError with a sentence for a person; answers are trusted to be what the server's schemas say.
 */
import { NetworkError, type Fetch } from '../base/http.ts';
import { second } from '../base/time.ts';
import type { FindingQuery, FindingView } from './findings.ts';
import type {
  InvoiceFilters,
  InvoiceQuery,
  InvoiceRow,
  InvoiceSummary,
  InvoiceView,
} from './invoices.ts';
import type { Overview } from './overview.ts';
import type { Problem } from './problem.ts';
import type { Page } from './scalars.ts';
import type { SyncRunView, SyncStarted } from './syncs.ts';
import type { TieOutView } from './tie-outs.ts';

const deadlineMs = 30 * second;

export class ApiError extends Error {
  override name = 'ApiError';
  /** 0 when no answer came. */
  readonly status: number;
  readonly code: string;
  readonly fields: readonly { readonly field: string; readonly message: string }[];

  constructor(status: number, problem: Pick<Problem, 'code' | 'detail' | 'errors'>) {
    super(problem.detail);
    this.status = status;
    this.code = problem.code;
    this.fields = problem.errors ?? [];
  }
}

export interface ClientOptions {
  readonly fetch: Fetch;
  /** Without a final slash; '' for the pages' own server. */
  readonly baseUrl: string;
  readonly apiKey?: string;
}

/** A query without what is undefined. */
type Asked<Query> = { readonly [K in keyof Query]?: Query[K] | undefined };

export interface Client {
  overview(): Promise<Overview>;
  invoices(query: Asked<InvoiceQuery>): Promise<Page<InvoiceRow>>;
  invoiceSummary(query: Asked<InvoiceFilters>): Promise<InvoiceSummary>;
  invoice(id: string): Promise<InvoiceView>;
  findings(query: Asked<FindingQuery>): Promise<Page<FindingView>>;
  retryFinding(id: string): Promise<FindingView>;
  syncs(query: { cursor?: string; limit?: number }): Promise<Page<SyncRunView>>;
  startSync(connectionId?: string): Promise<SyncStarted>;
  makeTieOut(connectionId: string): Promise<TieOutView>;
}

export function createClient(options: ClientOptions): Client {
  const get = <T>(path: string, query: object = {}): Promise<T> =>
    ask<T>(options, { method: 'GET', path: path + queryText(query) });
  const post = <T>(path: string, body: object = {}): Promise<T> =>
    ask<T>(options, { method: 'POST', path, body });
  return {
    overview: () => get('/overview'),
    invoices: (query) => get('/invoices', query),
    invoiceSummary: (query) => get('/invoices/summary', query),
    invoice: (id) => get(`/invoices/${encodeURIComponent(id)}`),
    findings: (query) => get('/findings', query),
    retryFinding: (id) => post(`/findings/${encodeURIComponent(id)}/retry`),
    syncs: (query) => get('/syncs', query),
    startSync: (connectionId) => post('/syncs', { connectionId }),
    makeTieOut: (connectionId) => post('/tie-outs', { connectionId }),
  };
}

function queryText(query: object): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') text.set(name, String(value));
  }
  return text.size === 0 ? '' : `?${text.toString()}`;
}

async function ask<T>(
  options: ClientOptions,
  request: { method: string; path: string; body?: object },
): Promise<T> {
  const { apiKey, baseUrl } = options;
  const answer = await send(options.fetch, {
    method: request.method,
    url: `${baseUrl}/api/v1${request.path}`,
    headers: {
      accept: 'application/json',
      ...(request.body ? { 'content-type': 'application/json' } : {}),
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    ...(request.body ? { body: JSON.stringify(request.body) } : {}),
    deadlineMs,
  });
  const body = parse(answer.body);
  if (answer.status < 400 && body !== undefined) return body as T;
  if (isProblem(body)) throw new ApiError(answer.status, body);
  const detail = `The server answered with status ${answer.status} and nothing readable.`;
  throw new ApiError(answer.status, { code: 'answer.unreadable', detail });
}

async function send(fetch: Fetch, request: Parameters<Fetch>[0]): ReturnType<Fetch> {
  try {
    return await fetch(request);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const detail = 'Tieout does not answer. Is it still running?';
    throw new ApiError(0, { code: 'answer.none', detail });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}
