/**
 * The emulator: a function from a request to an answer, with its clock, chance and journal given. The
 * server (serve.ts) and the port for tests without sockets (`fetchPort`) both stand on `handle`.
 */
import { NetworkError, type Fetch } from '../base/http.ts';
import type { Random } from '../base/random.ts';
import type { Clock } from '../base/time.ts';
import { Refusal, htmlAnswer, notFound, textAnswer, type Answer } from './answers.ts';
import { controlAnswer } from './control.ts';
import { endpointOf } from './counters.ts';
import { demoTenantId, fillDemoCompany } from './demo-company.ts';
import { apiCall, isApiPath, type GatewayAnswer, type ParsedRequest } from './gateway.ts';
import { invoicePage } from './invoice-page.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { Machine } from './machine.ts';
import { identityAnswer } from './oauth.ts';
import { defaultSettings, type EmulatorSettings } from './settings.ts';
import type { CommittedWrite } from './world.ts';

export interface EmulatorRequest {
  readonly method: string;
  /** Absolute, or path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `drop`: the connection ends without an answer. */
export type EmulatorAnswer = ({ readonly kind: 'answer' } & Answer) | { readonly kind: 'drop' };

export interface Emulator {
  /** Answers one request; waits only through the clock. */
  handle(request: EmulatorRequest): Promise<EmulatorAnswer>;
  /** The network as a client sees it, without sockets. */
  fetchPort(): Fetch;
  /** Every write that took effect, oldest first. */
  committedWrites(): readonly CommittedWrite[];
  /** All state, as entries that restore it. */
  snapshot(): JournalEntry[];
}

export interface EmulatorOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Where it is reached: the issuer of tokens, when a request does not say. */
  readonly baseUrl: string;
  readonly journal?: Journal | undefined;
  /** What an earlier run wrote down. */
  readonly restored?: AsyncIterable<JournalEntry> | Iterable<JournalEntry> | undefined;
  readonly settings?: Partial<EmulatorSettings> | undefined;
}

/** With nothing restored it starts with the Australian demo company. */
export async function createEmulator(options: EmulatorOptions): Promise<Emulator> {
  const machine = new Machine({
    clock: options.clock,
    random: options.random,
    journal: options.journal,
    settings: { ...defaultSettings, ...options.settings },
  });
  for await (const entry of options.restored ?? []) machine.world.restore(entry);
  if (machine.world.tenants().length === 0) {
    fillDemoCompany(machine.world.open(demoTenantId), 'AU', machine.now());
    await machine.commit();
  }
  const handle = async (request: EmulatorRequest): Promise<EmulatorAnswer> => {
    await machine.runDue();
    if (!URL.canParse(request.url, options.baseUrl)) {
      return { kind: 'answer', ...textAnswer(400, 'The address of the request can not be read') };
    }
    const answer = await dispatch(machine, parse(request, options.baseUrl));
    return answer === 'drop' ? { kind: 'drop' } : { kind: 'answer', ...answer };
  };
  return {
    handle,
    fetchPort: () => fetchPort(options.clock, handle),
    committedWrites: () => [...machine.world.writes.values()],
    snapshot: () => machine.world.snapshot(),
  };
}

function parse(request: EmulatorRequest, baseUrl: string): ParsedRequest {
  const url = new URL(request.url, baseUrl);
  return {
    method: request.method.toUpperCase(),
    origin: url.origin,
    path: url.pathname,
    query: url.searchParams,
    target: `${url.pathname}${url.search}`,
    headers: request.headers,
    body: request.body,
  };
}

async function dispatch(machine: Machine, request: ParsedRequest): Promise<GatewayAnswer> {
  if (isApiPath(request.path)) return apiCall(machine, request);
  try {
    if (request.path === '/_control' || request.path.startsWith('/_control/')) {
      return await controlAnswer(machine, request);
    }
    return await identityCall(machine, request);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

/** Identity calls: counted beside the API, and open to faults. */
async function identityCall(machine: Machine, request: ParsedRequest): Promise<GatewayAnswer> {
  if (request.method === 'GET' && request.path === '/') {
    return htmlAnswer(
      200,
      '<!doctype html><title>Emulator</title><p>An emulator of the Xero API. See /_control.</p>',
    );
  }
  if (request.method === 'GET') {
    const page = invoicePage(machine.world.tenants(), request.path);
    if (page) return page;
  }
  const endpoint = endpointOf(request.method, request.path);
  const counted = request.method === 'POST' && request.path.startsWith('/connect/');
  if (counted) machine.counters.called('', endpoint);
  const fault = counted ? machine.faults.hit(endpoint) : undefined;
  if (fault?.kind === 'drop_before') return 'drop';
  if (fault?.kind === '500_before' || fault?.kind === 'html_502') {
    return htmlAnswer(fault.kind === 'html_502' ? 502 : 500, '<html><body>Error</body></html>');
  }
  if (fault?.kind === 'slow') await machine.sleep(fault.delayMs);
  const { world, random } = machine;
  const { method, path, query, headers, body } = request;
  const now = machine.now();
  const issuer = request.origin;
  const asked = { world, random, now, issuer, method, path, query, headers, body };
  const answer = identityAnswer(asked) ?? notFound();
  await machine.commit();
  if (counted) machine.counters.sent('', endpoint, Buffer.byteLength(answer.body));
  if (fault?.kind === 'drop_after_commit') return 'drop';
  if (fault?.kind === '500_after_commit') {
    return htmlAnswer(500, '<html><body>Error</body></html>');
  }
  return answer;
}

function fetchPort(
  clock: Clock,
  handle: (request: EmulatorRequest) => Promise<EmulatorAnswer>,
): Fetch {
  return async ({ method, url, headers, body, deadlineMs }) => {
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    const abort = new AbortController();
    const deadline = clock.sleep(deadlineMs, abort.signal).then(() => 'timeout' as const);
    // As the platform's own fetch does, a user agent is sent when the caller names none.
    const sent = { 'user-agent': 'node', ...Object.fromEntries(lower) };
    const answer = await Promise.race([
      handle({ method, url, headers: sent, body: body ?? '' }),
      deadline,
    ]);
    abort.abort();
    if (answer === 'timeout') throw new NetworkError('timeout', 'no answer before the deadline');
    if (answer.kind === 'drop') throw new NetworkError('broken', 'the connection was dropped');
    return { status: answer.status, headers: answer.headers, body: answer.body };
  };
}
