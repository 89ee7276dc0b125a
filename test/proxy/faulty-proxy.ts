/**
 * A proxy on this machine between Tieout and Xero that breaks calls by chance: answers lost after
 * Xero did the work, requests lost before, answers cut short, late, or replaced by a gateway's page.
 * The chance of each request comes from a seed; what was done to how many is counted.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { chance, pick, seededRandom, type Random } from '../../src/base/random.ts';

export const faultKinds = [
  /** Xero did it; nobody hears of it. */
  'answer lost',
  /** It never reached Xero. */
  'request lost',
  /** The answer ends in the middle, and so does the connection. */
  'answer cut',
  /** A shorter answer that claims to be whole. */
  'half a body',
  /** A gateway's page in place of the answer, though Xero did it. */
  'page after',
  /** A gateway's page, and Xero never saw the request. */
  'page before',
  /** The answer comes when nobody waits for it any more. */
  'late',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface ProxyOptions {
  /** Where requests go, such as http://localhost:4100. */
  readonly target: string;
  readonly seed: number;
  /** The chance that a request is broken, from 0 to 1. */
  readonly rate: number;
  /** Which faults are drawn from; all unless told. */
  readonly kinds?: readonly FaultKind[];
  /** How long a late answer takes. */
  readonly lateMs: number;
}

export interface FaultyProxy extends AsyncDisposable {
  readonly url: string;
  readonly requests: () => number;
  readonly fired: () => ReadonlyMap<FaultKind, number>;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const page = '<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>';
/** Of one connection alone, or said anew by us. */
const ownHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

export async function startFaultyProxy(options: ProxyOptions): Promise<FaultyProxy> {
  const random = seededRandom(options.seed);
  const fired = new Map<FaultKind, number>();
  const timers = new Set<NodeJS.Timeout>();
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const fault = drawFault(random, options);
    if (fault) fired.set(fault, (fired.get(fault) ?? 0) + 1);
    const later = (work: () => void): void => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        work();
      }, options.lateMs);
      timers.add(timer);
    };
    pass({ request, response, fault, later, target: options.target }).catch(() => {
      // Xero itself is not there: to the client it is as if the connection broke.
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests: () => requests,
    fired: () => fired,
    [Symbol.asyncDispose]: async () => {
      for (const timer of timers) clearTimeout(timer);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function drawFault(random: Random, { rate, kinds }: ProxyOptions): FaultKind | undefined {
  return chance(random, rate) ? pick(random, kinds ?? faultKinds) : undefined;
}

async function pass(call: {
  request: IncomingMessage;
  response: ServerResponse;
  fault: FaultKind | undefined;
  later: (work: () => void) => void;
  target: string;
}): Promise<void> {
  const { request, response, fault, target } = call;
  const body = await bodyOf(request);
  if (fault === 'request lost') return void request.socket.destroy();
  if (fault === 'page before') return send(response, badGateway());
  const answer = await forward(request, body, target);
  switch (fault) {
    case 'answer lost':
      request.socket.destroy();
      return;
    case 'answer cut':
      response.writeHead(answer.status, {
        ...answer.headers,
        'content-length': String(answer.body.length + 1),
      });
      response.write(answer.body.subarray(0, answer.body.length / 2), () => response.destroy());
      return;
    case 'half a body':
      return send(response, { ...answer, body: answer.body.subarray(0, answer.body.length / 2) });
    case 'page after':
      return send(response, badGateway());
    case 'late':
      call.later(() => send(response, answer));
      return;
    case undefined:
      return send(response, answer);
  }
}

function badGateway(): Answer {
  return { status: 502, headers: { 'content-type': 'text/html' }, body: Buffer.from(page) };
}

function send(response: ServerResponse, answer: Answer): void {
  const isEmpty = answer.status === 204 || answer.status === 304;
  const length = isEmpty ? {} : { 'content-length': String(answer.body.length) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(isEmpty ? undefined : answer.body);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The request as it came, to the target; its answer as it is. */
async function forward(request: IncomingMessage, body: Buffer, target: string): Promise<Answer> {
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined || ownHeaders.has(name) || name === 'host'
      ? []
      : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
  );
  const answer = await fetch(`${target}${request.url ?? '/'}`, {
    method: request.method ?? 'GET',
    headers: Object.fromEntries(headers),
    redirect: 'manual',
    ...(body.length > 0 ? { body } : {}),
  });
  const kept = [...answer.headers].filter(([name]) => !ownHeaders.has(name));
  return {
    status: answer.status,
    headers: Object.fromEntries(kept),
    body: Buffer.from(await answer.arrayBuffer()),
  };
}
