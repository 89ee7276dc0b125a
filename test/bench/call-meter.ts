/**
 * Counts the calls of a client at its network port, by what they are for: a token, a setting, a look
 * at what changed, records by their ids, a write. The emulator counts the same calls by endpoint; a
 * bench compares both, so that neither can flatter.
 */
import type { Fetch, HttpRequest } from '../../src/base/http.ts';

export const purposes = ['token', 'setting', 'catch-up', 'by ids', 'write', 'read-back'] as const;
export type Purpose = (typeof purposes)[number];

export interface Tally {
  readonly calls: Readonly<Record<Purpose, number>>;
  /** Bytes of the answers' bodies. */
  readonly bytes: Readonly<Record<Purpose, number>>;
  /** Calls of the API, without tokens. */
  readonly total: number;
  readonly totalBytes: number;
}

const settings = /\/(Organisation|Accounts|TaxRates|Currencies|BrandingThemes|TrackingCategories)$/;
const noCounts = (): Record<Purpose, number> => ({
  token: 0,
  setting: 0,
  'catch-up': 0,
  'by ids': 0,
  write: 0,
  'read-back': 0,
});

export class CallMeter {
  #calls = noCounts();
  #bytes = noCounts();
  #hasWritten = false;

  /** Around the network of the engine that is measured. */
  wrap(fetch: Fetch): Fetch {
    return async (request) => {
      const purpose = this.#purposeOf(request);
      this.#calls[purpose] += 1;
      if (purpose === 'write') this.#hasWritten = true;
      const response = await fetch(request);
      this.#bytes[purpose] += Buffer.byteLength(response.body);
      return response;
    };
  }

  reset(): void {
    this.#calls = noCounts();
    this.#bytes = noCounts();
    this.#hasWritten = false;
  }

  tally(): Tally {
    const sum = (of: Record<Purpose, number>): number =>
      purposes.filter((one) => one !== 'token').reduce((all, one) => all + of[one], 0);
    return {
      calls: { ...this.#calls },
      bytes: { ...this.#bytes },
      total: sum(this.#calls),
      totalBytes: sum(this.#bytes),
    };
  }

  /** A list that is read after the first write reads back what the writes did. */
  #purposeOf({ method, url }: HttpRequest): Purpose {
    const { pathname, searchParams } = new URL(url);
    if (pathname.startsWith('/connect/')) return 'token';
    if (method !== 'GET') return 'write';
    if (settings.test(pathname) || pathname === '/connections') return 'setting';
    if (searchParams.has('IDs') || searchParams.has('where')) return 'by ids';
    return this.#hasWritten ? 'read-back' : 'catch-up';
  }
}
