/**
 * What was called and how much was sent, by endpoint and organisation. `total` counts the API and
 * /connections; token calls are listed beside, the control API is not counted at all.
 */

export interface Tally {
  readonly total: number;
  readonly bytesOut: number;
  readonly byEndpoint: Readonly<Record<string, number>>;
  readonly bytesByEndpoint: Readonly<Record<string, number>>;
}

interface Counted {
  calls: number;
  bytes: number;
}

/**
 * `PUT /api.xro/2.0/Invoices`, `POST /api.xro/2.0/Invoices/{id}`: the call without its ids. A segment
 * after a resource's name is an id or a number.
 */
export function endpointOf(method: string, path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts[0] === 'api.xro') {
    const named = parts.map((part, index) => (index >= 3 && index % 2 === 1 ? '{id}' : part));
    return `${method} /${named.join('/')}`;
  }
  if (parts[0] === 'connections' && parts.length > 1) return `${method} /connections/{id}`;
  return `${method} /${parts.join('/')}`;
}

export class Counters {
  /** By organisation ('' for calls of none), then by endpoint. */
  private counted = new Map<string, Map<string, Counted>>();

  private cell(tenantId: string, endpoint: string): Counted {
    const tenant = this.counted.get(tenantId) ?? new Map<string, Counted>();
    this.counted.set(tenantId, tenant);
    const cell = tenant.get(endpoint) ?? { calls: 0, bytes: 0 };
    tenant.set(endpoint, cell);
    return cell;
  }

  called(tenantId: string, endpoint: string): void {
    this.cell(tenantId, endpoint).calls += 1;
  }

  /** Bytes of an answer's body. */
  sent(tenantId: string, endpoint: string, bytes: number): void {
    this.cell(tenantId, endpoint).bytes += bytes;
  }

  reset(): void {
    this.counted = new Map();
  }

  /** Of one organisation, or of all. */
  tally(tenantId?: string): Tally {
    const byEndpoint: Record<string, number> = {};
    const bytesByEndpoint: Record<string, number> = {};
    let total = 0;
    let bytesOut = 0;
    for (const [tenant, endpoints] of this.counted) {
      if (tenantId !== undefined && tenant !== tenantId) continue;
      for (const [endpoint, { calls, bytes }] of endpoints) {
        byEndpoint[endpoint] = (byEndpoint[endpoint] ?? 0) + calls;
        bytesByEndpoint[endpoint] = (bytesByEndpoint[endpoint] ?? 0) + bytes;
        if (/ \/(api\.xro|connections)/.test(endpoint)) {
          total += calls;
          bytesOut += bytes;
        }
      }
    }
    return { total, bytesOut, byEndpoint, bytesByEndpoint };
  }
}
