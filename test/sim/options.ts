/** What a run of the simulation is asked for: `npm run sim -- …`. */
import { parseArgs } from 'node:util';
import { isSafeguard, safeguardNames, type SafeguardName } from './safeguards.ts';

export interface SimOptions {
  /** Seeds from `from` on; with `fixed`, the named ones first. */
  readonly seeds: number;
  readonly from: number;
  readonly isFixed: boolean;
  /** After the others, new seeds for so long. */
  readonly freshSeconds: number;
  /** Every line of the histories. */
  readonly isTraced: boolean;
  readonly without: readonly SafeguardName[];
  /** Processes at once. */
  readonly jobs: number;
}

export const usage = `usage: npm run sim -- [options]
  --seeds N            run N seeds (100)
  --from SEED          the first of them (1)
  --seed SEED          run this one alone
  --trace              with every step
  --fixed              the seeds that once failed, and a few more
  --fresh-seconds S    then new seeds for S seconds
  --without NAME       take a safeguard out and find a broken promise within 50 seeds;
                       ${safeguardNames.join(', ')}, or all
  --jobs N             so many processes at once (1)`;

export class UsageError extends Error {
  override name = 'UsageError';
}

function whole(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new UsageError(`${JSON.stringify(text)} is not a whole number\n${usage}`);
  }
  return value;
}

function safeguardsOf(name: string | undefined): readonly SafeguardName[] {
  if (name === undefined) return [];
  if (name === 'all') return safeguardNames;
  if (isSafeguard(name)) return [name];
  throw new UsageError(`there is no safeguard ${JSON.stringify(name)}\n${usage}`);
}

/** Reads the command line; throws a UsageError that says what is wrong with it. */
export function readOptions(args: readonly string[]): SimOptions {
  const values = parse(args);
  const isFixed = values.fixed ?? false;
  const seed = values.seed;
  return {
    seeds: seed === undefined ? whole(values.seeds, isFixed ? 0 : 100) : 1,
    from: whole(seed ?? values.from, 1),
    isFixed,
    freshSeconds: whole(values['fresh-seconds'], 0),
    isTraced: values.trace ?? false,
    without: safeguardsOf(values.without),
    jobs: Math.max(1, whole(values.jobs, 1)),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seeds: { type: 'string' },
        from: { type: 'string' },
        seed: { type: 'string' },
        trace: { type: 'boolean' },
        fixed: { type: 'boolean' },
        'fresh-seconds': { type: 'string' },
        without: { type: 'string' },
        jobs: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}
