/** SHA-256 over text or over a value's canonical JSON. Deterministic, so pure folders may use it. */
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** Lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** What two values share exactly when they have the same content. */
export function fingerprint(value: unknown): string {
  return sha256(canonicalJson(value));
}
