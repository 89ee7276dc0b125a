/**
 * What an answer is as a whole, before its elements are looked at: an envelope, a validation
 * exception, a refusal of the caller, a throttle, or something else. Decided by status, content type
 * and named fields, never by searching text. The same for reads and writes; they differ in what they
 * make of it (judge-read.ts, judge-write.ts).
 */
import type { HttpResponse } from '../base/http.ts';
import { readThrottle, type Throttle } from './budget-reading.ts';
import { isWireObject } from './wire-fields.ts';
import { parseWire, type WireValue } from './wire-json.ts';

export type WireObject = { readonly [key: string]: WireValue };

export type ResponseKind =
  /** 200 with a JSON object. */
  | { readonly kind: 'envelope'; readonly envelope: WireObject }
  /** 200 with a JSON array: the list of connections. */
  | { readonly kind: 'list'; readonly items: readonly WireValue[] }
  /** 204. */
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'validation';
      readonly elements: readonly WireValue[];
      readonly reason: string;
    }
  | { readonly kind: 'throttled'; readonly throttle: Throttle }
  | { readonly kind: 'unauthorised'; readonly cause: 'token' | 'scope' | 'tenant' }
  /** 404: Xero does not know the id, here or in this organisation. */
  | { readonly kind: 'not_found' }
  | { readonly kind: 'other'; readonly reason: string };

const reasonLengthMax = 200;
/** `application/json`, and its kin such as `application/problem+json`. */
const jsonType = /^application\/(?:[\w.-]+\+)?json$/;

function textAt(object: WireObject | undefined, name: string): string {
  const value = object?.[name];
  return typeof value === 'string' ? value : '';
}

function jsonOf(response: HttpResponse): WireValue | undefined {
  const type = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return type !== undefined && jsonType.test(type) ? parseWire(response.body) : undefined;
}

/**
 * A 401 is an expired token, which refreshing cures, or a scope that was never granted, which only
 * consent cures: `Detail` begins with TokenExpired or is AuthorizationUnsuccessful, and the newer
 * WWW-Authenticate names insufficient_scope (an official page spells it insufficent_scope).
 */
function causeOf401(response: HttpResponse, body: WireObject | undefined): 'token' | 'scope' {
  const challenge = response.headers['www-authenticate'] ?? '';
  if (/\berror="?insuffici?ent_scope\b/i.test(challenge)) return 'scope';
  return textAt(body, 'Detail').split(':')[0]?.trim() === 'AuthorizationUnsuccessful'
    ? 'scope'
    : 'token';
}

function otherReason(response: HttpResponse, body: WireObject | undefined): string {
  const said =
    textAt(body, 'Message') ||
    textAt(body, 'Detail') ||
    textAt(body, 'Title') ||
    textAt(body, 'error');
  const type = response.headers['content-type'] ?? 'no content type';
  return `Xero answered ${response.status} (${said || type})`.slice(0, reasonLengthMax);
}

export function judgeResponse(response: HttpResponse): ResponseKind {
  // Before the body: a recorded 429 has neither content nor content type.
  if (response.status === 429) return { kind: 'throttled', throttle: readThrottle(response) };
  if (response.status === 204) return { kind: 'empty' };
  const json = jsonOf(response);
  const body = isWireObject(json) ? json : undefined;
  switch (response.status) {
    case 200:
    case 201:
      if (body) return { kind: 'envelope', envelope: body };
      if (Array.isArray(json)) return { kind: 'list', items: json };
      return {
        kind: 'other',
        reason: `Xero answered ${response.status} with what is not whole JSON`,
      };
    case 400: {
      const elements = body?.['Elements'];
      return body && textAt(body, 'Type') === 'ValidationException' && Array.isArray(elements)
        ? { kind: 'validation', elements, reason: otherReason(response, body) }
        : { kind: 'other', reason: otherReason(response, body) };
    }
    case 401:
      return { kind: 'unauthorised', cause: causeOf401(response, body) };
    case 403:
      // Xero's own refusal is JSON; one from the edge in front of it is HTML and says nothing of us.
      return body
        ? { kind: 'unauthorised', cause: 'tenant' }
        : { kind: 'other', reason: otherReason(response, undefined) };
    case 404:
      return { kind: 'not_found' };
    default:
      return { kind: 'other', reason: otherReason(response, body) };
  }
}
