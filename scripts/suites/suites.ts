/**
 * The suites that `npm test` runs, in order: what each needs to exist, its commands, and where each
 * command leaves its counts. The tools are those of the project; `node` is the Node that runs this.
 */

export type ReportKind = 'exit-code' | 'preparation' | 'vitest' | 'playwright' | 'last-line';

export interface Step {
  readonly title: string;
  readonly command: readonly [string, ...string[]];
  readonly report: ReportKind;
}

export interface Suite {
  readonly name: string;
  /** Files without which the suite would pass by doing nothing. */
  readonly needs: readonly string[];
  readonly steps: readonly Step[];
}

const check = (title: string, ...command: [string, ...string[]]): Step => ({
  title,
  command,
  report: 'exit-code',
});

const vitest = (project: string): Step => ({
  title: `vitest ${project}`,
  command: ['vitest', 'run', '--project', project],
  report: 'vitest',
});

export const suites: readonly Suite[] = [
  {
    name: 'static',
    needs: ['tsconfig.json', 'src/web/tsconfig.json', '.oxlintrc.json', '.oxfmtrc.json'],
    steps: [
      check('types', 'tsc', '--noEmit'),
      check('types of the pages', 'tsc', '--noEmit', '-p', 'src/web'),
      check('lint', 'oxlint', '--type-aware'),
      check('format', 'oxfmt', '--check'),
    ],
  },
  { name: 'unit', needs: ['vitest.config.ts'], steps: [vitest('unit')] },
  {
    name: 'pg',
    needs: ['vitest.config.ts', 'test/support/postgres-setup.ts'],
    steps: [vitest('pg')],
  },
  {
    name: 'sim',
    needs: ['test/sim/main.ts'],
    steps: [
      {
        title: 'simulation',
        command: ['node', 'test/sim/main.ts', '--fixed', '--fresh-seconds', '60'],
        report: 'last-line',
      },
    ],
  },
  {
    name: 'browser',
    needs: ['src/web/index.html', 'playwright.config.ts', 'test/browser'],
    steps: [
      { title: 'build of the pages', command: ['vite', 'build', 'src/web'], report: 'preparation' },
      { title: 'playwright', command: ['playwright', 'test'], report: 'playwright' },
    ],
  },
];

/** The suites that `--only a,b` names, in their usual order; throws for a name that is none. */
export function chooseSuites(args: readonly string[]): readonly Suite[] {
  if (args.length === 0) return suites;
  const [flag, list = '', ...rest] = args;
  if (flag !== '--only' || rest.length > 0) {
    throw new Error(`usage: npm test [-- --only ${suites.map((suite) => suite.name).join(',')}]`);
  }
  const names = list.split(',').filter((name) => name !== '');
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0 || names.length === 0) {
    const known = suites.map((suite) => suite.name).join(', ');
    throw new Error(`there is no suite ${unknown.join(', ') || '""'}; there are ${known}`);
  }
  return suites.filter((suite) => names.includes(suite.name));
}
