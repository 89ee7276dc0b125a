/**
 * The state machine of invoices and credit notes: which status may be asked for from which, and the
 * message for the rest. PAID is never set by hand.
 */
import type { DocumentStatus } from './records.ts';

export type Kind = 'Invoice' | 'Credit note';

const next: Readonly<Record<DocumentStatus, readonly DocumentStatus[]>> = {
  DRAFT: ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'DELETED'],
  SUBMITTED: ['SUBMITTED', 'DRAFT', 'AUTHORISED', 'DELETED'],
  AUTHORISED: ['AUTHORISED', 'VOIDED'],
  // The stored status sent back is no change; a paid document with nothing applied may be voided.
  PAID: ['PAID', 'AUTHORISED', 'VOIDED'],
  VOIDED: [],
  DELETED: [],
};

export type StatusDecision =
  | { readonly status: DocumentStatus; readonly error?: undefined }
  | { readonly error: string };

/** The status of a document to be created. */
export function statusOnCreation(
  kind: Kind,
  asked: DocumentStatus | 'unknown' | undefined,
): StatusDecision {
  const status = asked ?? 'DRAFT';
  if (status === 'DRAFT' || status === 'SUBMITTED' || status === 'AUTHORISED') return { status };
  return { error: `${kind} not of valid status for creation` };
}

export interface Standing {
  readonly status: DocumentStatus;
  /** Whether a payment or credit note is applied. */
  readonly applied: boolean;
}

/** The status of a stored document after a request. */
export function statusOnUpdate(
  kind: Kind,
  stored: Standing,
  asked: DocumentStatus | 'unknown' | undefined,
): StatusDecision {
  const notValid = { error: `${kind} not of valid status for modification` };
  if (stored.status === 'VOIDED' || stored.status === 'DELETED') return notValid;
  if (asked === undefined) return { status: stored.status };
  if (asked === 'unknown') return notValid;
  const blocked = ['VOIDED', 'DRAFT', 'SUBMITTED'].includes(asked);
  if (stored.applied && blocked) {
    return {
      error: `The status ${asked} cannot be applied to the ${kind.toLowerCase()} because it has payments or credit notes allocated to it.`,
    };
  }
  if (!next[stored.status].includes(asked)) return notValid;
  if (stored.status === 'PAID' && asked === 'AUTHORISED') return { status: 'PAID' };
  return { status: asked };
}
