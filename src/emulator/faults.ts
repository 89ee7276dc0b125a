/**
 * Faults on request: which call they hit, how often, and by what chance. What a fault does to a call
 * is in gateway.ts; this is the list of rules and the count of what fired.
 */
import { chance, seededRandom, type Random } from '../base/random.ts';

export const faultKinds = [
  'drop_before',
  'drop_after_commit',
  '500_before',
  '500_after_commit',
  'html_403',
  'html_502',
  'slow',
  'half_body',
  '429_minute',
  '429_day',
  '429_concurrent',
  '429_appminute',
  '503_offline',
  'token_revoked',
  '401_expired',
  'late_commit',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface FaultRule {
  readonly id: number;
  readonly kind: FaultKind;
  /** `PUT /api.xro/2.0/Invoices`; `*` stands for anything; without it every counted call. */
  readonly endpoint?: string | undefined;
  /** How often it fires before it is spent; without it, for ever. */
  readonly times?: number | undefined;
  /** For slow and late_commit, in milliseconds of the emulator's clock. */
  readonly delayMs: number;
  /** Chance that a matching call is hit, from 0 to 1. */
  readonly probability: number;
  readonly seed: number;
}

interface Armed {
  readonly rule: FaultRule;
  readonly random: Random;
  fired: number;
}

function matches(pattern: string | undefined, endpoint: string): boolean {
  if (pattern === undefined) return true;
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`, 'i').test(endpoint);
}

export class Faults {
  private armed: Armed[] = [];
  private nextId = 1;

  add(rule: Omit<FaultRule, 'id'>): FaultRule {
    const added = { ...rule, id: this.nextId };
    this.nextId += 1;
    this.armed.push({ rule: added, random: seededRandom(rule.seed), fired: 0 });
    return added;
  }

  clear(): void {
    this.armed = [];
  }

  list(): readonly object[] {
    return this.armed.map(({ rule, fired }) => ({ ...rule, fired }));
  }

  /** The first rule that hits this call, now counted as fired. */
  hit(endpoint: string): FaultRule | undefined {
    for (const armed of this.armed) {
      const { rule } = armed;
      if (rule.times !== undefined && armed.fired >= rule.times) continue;
      if (!matches(rule.endpoint, endpoint)) continue;
      if (rule.probability < 1 && !chance(armed.random, rule.probability)) continue;
      armed.fired += 1;
      return rule;
    }
    return undefined;
  }
}
