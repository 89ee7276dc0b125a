/**
 * The Idempotency-Key of writes: the first request with a key is answered and its answer kept for a
 * day; the same request again gets that answer, and another request under the same key is refused.
 */
import type { MiddlewareHandler } from 'hono';
import { sha256 } from '../base/hash.ts';
import { askOnce, forgetAsked, keepAnswer } from '../store/api-answers.ts';
import { practiceOf, type ServerEnv, type ServerOptions } from './context.ts';
import { problem } from './problems.ts';

const keyLengthMax = 200;

export function answerOnce(options: ServerOptions): MiddlewareHandler<ServerEnv> {
  const { database, clock } = options.engine;
  return async (c, next) => {
    const key = c.req.header('idempotency-key');
    if (key === undefined || c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    if (key.length > keyLengthMax) {
      throw problem(
        'request.invalid',
        `Idempotency-Key is longer than ${keyLengthMax} characters.`,
      );
    }
    const body = await c.req.text();
    const path = new URL(c.req.url).pathname;
    const request = {
      practiceId: practiceOf(c).id,
      key,
      hash: sha256(`${c.req.method}\n${path}\n${body}`),
      at: clock.now(),
    };
    const asked = await database.transaction((tx) => askOnce(tx, request));
    if (asked.kind === 'answered') return replay(asked);
    if (asked.kind === 'in_progress') {
      throw problem('idempotency.in_progress', 'Wait for its answer, then ask again.');
    }
    if (asked.kind === 'reused') {
      throw problem('idempotency.reused', 'Use a new key for every request.');
    }
    await next();
    const { status } = c.res;
    if (status >= 500) await database.transaction((tx) => forgetAsked(tx, request));
    else {
      const answer = { status, body: await c.res.clone().text() };
      await database.transaction((tx) => keepAnswer(tx, request, answer));
    }
    return undefined;
  };
}

function replay(answer: { status: number; body: string }): Response {
  const type = answer.status < 400 ? 'application/json' : 'application/problem+json';
  return new Response(answer.body, {
    status: answer.status,
    headers: { 'content-type': type, 'idempotent-replayed': 'true' },
  });
}
