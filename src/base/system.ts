/** The machine's own ports: the only file that reads the clock, chance, timers and the network. */
import { randomUUID } from 'node:crypto';
import { NetworkError, type Fetch, type HttpResponse } from './http.ts';
import type { Random } from './random.ts';
import { instant, type Clock } from './time.ts';

export const systemClock: Clock = {
  now: () => instant(Date.now()),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const finish = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      signal?.addEventListener('abort', finish);
    }),
};

export const systemRandom: Random = { next: () => Math.random(), uuid: () => randomUUID() };

const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

function networkError(error: unknown): NetworkError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const message = cause instanceof Error ? cause.message : String(cause);
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new NetworkError('timeout', 'no answer before the deadline', error);
  }
  return new NetworkError(notConnected.has(code) ? 'refused' : 'broken', message || code, error);
}

/** `fetch` with a hard deadline and a bound on the answer's size. Redirects are not followed. */
export function systemFetch(options: { responseBytesMax: number }): Fetch {
  return async (request): Promise<HttpResponse> => {
    try {
      const response = await fetch(request.url, {
        method: request.method,
        headers: request.headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(request.deadlineMs),
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of response.body ?? []) {
        size += chunk.length;
        if (size > options.responseBytesMax) {
          throw new NetworkError(
            'broken',
            `answer is larger than ${options.responseBytesMax} bytes`,
          );
        }
        chunks.push(chunk);
      }
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.concat(chunks).toString('utf8'),
      };
    } catch (error) {
      if (error instanceof NetworkError) throw error;
      throw networkError(error);
    }
  };
}
