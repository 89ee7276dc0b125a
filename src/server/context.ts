/**
 * What the server is made of: its options, and what every route is given. `src/app` makes the options
 * and serves the app; nothing here opens a socket or reads the environment.
 */
import type { OpenAPIHono, RouteConfig, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Practice } from '../accounting/practice.ts';
import { problemSchema } from '../api/problem.ts';
import type { ConnectionId } from '../base/id.ts';
import type { EngineContext } from '../engine/context.ts';
import { readConnections, type Connection } from '../store/connections.ts';
import { problem } from './problems.ts';

export interface ServerOptions {
  readonly engine: EngineContext;
  /** Where people reach Tieout, without a final slash: http://localhost:4000 */
  readonly publicUrl: string;
  /** The built pages (`npm run build:web`); without them only the API is served. */
  readonly webFolder?: string;
  /** Starts a sync of a connection, or makes sure that one is coming; does not wait for its end. */
  readonly syncNow: (connectionId: ConnectionId) => Promise<void>;
  /** The signing key of the webhooks; without one, none are taken. */
  readonly webhookKey?: string;
  /** Where an invoice is looked at in Xero; Xero's own site unless an emulator stands in. */
  readonly xeroInvoiceUrl?: (invoice: { shortCode: string; xeroId: string }) => string;
}

/** What whoever serves the app passes with each request (`app.fetch(request, bindings)`). */
export interface ServerBindings {
  /** The caller's address as the socket has it; a request without one is nobody's own machine. */
  readonly remoteAddress?: string;
}

export interface ServerEnv {
  Bindings: ServerBindings;
  Variables: {
    /** Absent until a practice has been set up. */
    practice: Practice | undefined;
    /** Who asks, as the history names them. */
    actor: string;
  };
}

export type Api = OpenAPIHono<ServerEnv>;
export type RequestContext = Context<ServerEnv>;

/** The practice of the caller, which every route but the overview needs. */
export function practiceOf(c: RequestContext): Practice {
  const practice = c.get('practice');
  if (practice) return practice;
  throw problem('practice.none', 'Set up a practice or import invoices first.');
}

/** The practice's connections, oldest first. */
export async function connectionsOf(
  options: ServerOptions,
  practice: Practice,
): Promise<Connection[]> {
  const all = await options.engine.database.transaction((tx) => readConnections(tx));
  return all.filter((connection) => connection.practiceId === practice.id);
}

/** The connection that is asked for, or the practice's first one that still stands. */
export async function connectionOf(
  options: ServerOptions,
  practice: Practice,
  id: string | undefined,
): Promise<Connection> {
  const all = await connectionsOf(options, practice);
  if (id !== undefined) {
    const found = all.find((connection) => connection.id === id);
    if (found) return found;
    throw problem('record.unknown', `There is no connection ${id}.`);
  }
  const standing = all.find((connection) => connection.state !== 'disconnected') ?? all[0];
  if (standing) return standing;
  throw problem('connection.none', 'Connect a Xero organisation first.');
}

/** The answers that a route declares: its own on success, a problem otherwise. */
export function answers<T extends z.ZodType>(schema: T, description: string) {
  return {
    200: { description, content: { 'application/json': { schema } } },
    ...problemAnswers,
  };
}

export const problemAnswers = {
  '4XX': {
    description: 'What is wrong, by a code of a closed list',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
} as const satisfies RouteConfig['responses'];
