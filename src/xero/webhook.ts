/**
 * Xero's webhooks: the signature over the raw body, and which organisations the events are about. An
 * event is a hint; nothing in it is believed. The intent to receive is a delivery without events, some
 * signed right and some wrong: right ones are answered 200, wrong ones 401 (docs/XERO.md X-WEBHOOK).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TenantId } from '../base/id.ts';

/** Whether `signature` is the base64 HMAC-SHA256 of exactly these bytes. Compared in constant time. */
export function isSigned(body: Uint8Array, signature: string, key: string): boolean {
  const expected = createHmac('sha256', key).update(body).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The organisations that the events of a delivery are about; none when it can't be read. */
export function tenantsOf(body: string): TenantId[] {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('events' in parsed)) return [];
    const events: unknown = parsed.events;
    if (!Array.isArray(events)) return [];
    const tenants = events.flatMap((event: unknown) =>
      typeof event === 'object' &&
      event !== null &&
      'tenantId' in event &&
      typeof event.tenantId === 'string'
        ? [event.tenantId as TenantId]
        : [],
    );
    return [...new Set(tenants)];
  } catch {
    return [];
  }
}
