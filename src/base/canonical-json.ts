/**
 * One text for one value: keys sorted, undefined left out, Decimals as their shortest text. What
 * fingerprints are taken over, so that `1.50` and `1.5` are one content.
 */
import { Decimal } from './decimal.ts';

export function canonicalJson(value: unknown): string {
  if (value instanceof Decimal) return JSON.stringify(value.normalised().toString());
  if (Array.isArray(value))
    return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
