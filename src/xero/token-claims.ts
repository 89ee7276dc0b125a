/**
 * What Xero's tokens say of themselves. The tokens come straight from Xero's token endpoint, whose
 * TLS vouches for them, so their signatures are not checked; nothing is decided by them but which
 * consent a connection came from, and whose name to show.
 */
import { isWireObject } from './wire-fields.ts';
import { parseWire, type WireValue } from './wire-json.ts';

export interface TokenClaims {
  /** Equals the authEventId of the connections that the consent made. */
  readonly authEventId?: string;
  readonly email?: string;
  readonly audience?: string;
  readonly scopes: readonly string[];
}

function payloadOf(token: string): { readonly [key: string]: WireValue } {
  const part = token.split('.')[1] ?? '';
  const payload = parseWire(Buffer.from(part, 'base64url').toString('utf8'));
  return isWireObject(payload) ? payload : {};
}

/** The claims that we use; none of a token that is not a JWT. */
export function readTokenClaims(token: string): TokenClaims {
  const payload = payloadOf(token);
  const text = (name: string): string | undefined => {
    const value = payload[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const authEventId = text('authentication_event_id');
  const email = text('email');
  const audience = text('aud');
  const scope = payload['scope'];
  const scopes = Array.isArray(scope)
    ? (scope as readonly WireValue[])
    : (text('scope') ?? '').split(' ');
  return {
    ...(authEventId ? { authEventId } : {}),
    ...(email ? { email } : {}),
    ...(audience ? { audience } : {}),
    scopes: scopes.filter((item): item is string => typeof item === 'string' && item !== ''),
  };
}
