/**
 * Which fault a call meets: the table of kinds, what each can happen to, and how often. The emulator
 * carries most of them out when told so just before the call; the others are the network's.
 */
import { integerBetween, type Random } from '../../src/base/random.ts';
import { second } from '../../src/base/time.ts';

export type CallClass = 'read' | 'write' | 'token';

export interface Fault {
  readonly kind: FaultKind;
  readonly delayMs: number;
}

interface FaultEntry {
  readonly weight: number;
  readonly to: readonly CallClass[];
  /** The shortest and longest delay in seconds, for kinds that have one. */
  readonly delay?: readonly [number, number];
  /** At most so often in one history. */
  readonly times?: number;
  /** It can spoil the answer of a write that was carried out. */
  readonly hasCommit?: true;
}

const apiCalls = ['read', 'write'] as const;
const allCalls = ['read', 'write', 'token'] as const;

/** `refused` (no connection was made) and `late_answer` are the network's, the others the emulator's. */
export const faultTable = {
  refused: { weight: 2, to: allCalls },
  drop_before: { weight: 4, to: allCalls },
  drop_after_commit: { weight: 9, to: allCalls, hasCommit: true },
  '500_before': { weight: 3, to: allCalls },
  '500_after_commit': { weight: 7, to: allCalls, hasCommit: true },
  html_502: { weight: 3, to: allCalls },
  html_403: { weight: 2, to: apiCalls },
  half_body: { weight: 6, to: apiCalls, hasCommit: true },
  '503_offline': { weight: 2, to: apiCalls },
  '429_minute': { weight: 3, to: apiCalls, delay: [3, 50] },
  '429_concurrent': { weight: 3, to: apiCalls },
  '429_appminute': { weight: 1, to: apiCalls, delay: [3, 50] },
  '429_day': { weight: 1, to: apiCalls, delay: [600, 4000], times: 1 },
  '401_expired': { weight: 3, to: apiCalls },
  token_revoked: { weight: 1, to: apiCalls, times: 1 },
  // Longer than our deadline: given up, and carried out all the same.
  slow: { weight: 5, to: ['write'], delay: [24, 40], hasCommit: true },
  late_commit: { weight: 8, to: ['write'], delay: [1, 20], hasCommit: true },
  late_answer: { weight: 4, to: allCalls, delay: [5, 40], hasCommit: true },
} as const satisfies Record<string, FaultEntry>;

export type FaultKind = keyof typeof faultTable;

export const faultKinds = Object.keys(faultTable) as FaultKind[];

/** Kinds that must have fired after something was committed, in a run of enough seeds. */
export const committingFaultKinds = faultKinds.filter((kind) => 'hasCommit' in faultTable[kind]);

export class FaultDice {
  readonly #random: Random;
  readonly #counts = new Map<FaultKind, number>();
  /** Chance that a call meets a fault, by class. */
  readonly #rates: Readonly<Record<CallClass, number>>;

  constructor(random: Random, rates: Readonly<Record<CallClass, number>>) {
    this.#random = random;
    this.#rates = rates;
  }

  /** How many calls met a fault so far. */
  get fired(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The fault that this call meets, if any. */
  roll(callClass: CallClass): Fault | undefined {
    if (this.#random.next() >= this.#rates[callClass]) return undefined;
    const possible = faultKinds.filter((kind) => this.#isPossible(kind, callClass));
    const total = possible.reduce((sum, kind) => sum + faultTable[kind].weight, 0);
    let at = this.#random.next() * total;
    for (const kind of possible) {
      at -= faultTable[kind].weight;
      if (at >= 0) continue;
      this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
      return { kind, delayMs: this.#delay(faultTable[kind]) };
    }
    return undefined;
  }

  #isPossible(kind: FaultKind, callClass: CallClass): boolean {
    const entry: FaultEntry = faultTable[kind];
    if (!entry.to.includes(callClass)) return false;
    return entry.times === undefined || (this.#counts.get(kind) ?? 0) < entry.times;
  }

  #delay(entry: FaultEntry): number {
    if (!entry.delay) return 0;
    const [shortest, longest] = entry.delay;
    return integerBetween(this.#random, shortest * second, longest * second);
  }
}
