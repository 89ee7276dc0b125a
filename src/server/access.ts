/**
 * Who may call: a program with an API key, or (until people can sign in) a browser or program on the
 * machine itself. Keyless requests must come over the loopback interface, not through a proxy, under a
 * host name that is ours, so that no page of another site can reach in by a name that it controls;
 * keyless writes must come from our own pages (docs/decisions/010-pages-before-sign-in.md).
 */
import type { MiddlewareHandler } from 'hono';
import { sha256 } from '../base/hash.ts';
import { practiceOfApiKey, readPractices } from '../store/practices.ts';
import type { RequestContext, ServerEnv, ServerOptions } from './context.ts';
import { problem } from './problems.ts';

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);
const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];
const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  return address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address);
}

/** The name in a Host header, without its port. */
function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}

function assertOwnMachine(c: RequestContext, publicHost: string): void {
  const isProxied = proxyHeaders.some((name) => c.req.header(name) !== undefined);
  if (!isLoopback(c.env?.remoteAddress) || isProxied) {
    throw problem('access.key_needed', 'Send an API key: Authorization: Bearer …');
  }
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  if (!loopbackHosts.has(hostName(host)) && host.toLowerCase() !== publicHost) {
    throw problem('access.host_unknown', `${host} is not a name of this server.`);
  }
  if (!readingMethods.has(c.req.method)) assertSameOrigin(c, host);
}

/** A browser says where a write comes from; a program on this machine says nothing. */
function assertSameOrigin(c: RequestContext, host: string): void {
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  const isForeignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  const isForeignOrigin = origin !== undefined && originHost(origin) !== host.toLowerCase();
  if (isForeignSite || isForeignOrigin) {
    throw problem('access.other_origin', 'Only the pages of Tieout itself may do this.');
  }
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** Finds the practice that a request is for, or refuses it. */
export function checkAccess(options: ServerOptions): MiddlewareHandler<ServerEnv> {
  const { database } = options.engine;
  const publicHost = new URL(options.publicUrl).host.toLowerCase();
  return async (c, next) => {
    const authorisation = c.req.header('authorization');
    const practices = await database.transaction((tx) => readPractices(tx));
    if (authorisation === undefined) {
      assertOwnMachine(c, publicHost);
      c.set('practice', practices[0]?.practice);
      c.set('actor', 'this machine');
      return next();
    }
    const key = /^Bearer +(\S+)$/i.exec(authorisation)?.[1];
    const id =
      key === undefined
        ? undefined
        : await database.transaction((tx) => practiceOfApiKey(tx, sha256(key)));
    const found = practices.find(({ practice }) => practice.id === id);
    if (!found)
      throw problem('access.key_unknown', 'This key is not one of ours, or was withdrawn.');
    c.set('practice', found.practice);
    c.set('actor', 'API');
    return next();
  };
}
