/**
 * Bringing 100,000 LEDES lines in, by the program's own command in a process that does nothing else:
 * time from its start to its end, and its peak of memory, with PostgreSQL apart.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { migrateUrl } from '../support/migrated.ts';
import type { TestServer } from '../support/postgres-cluster.ts';
import { templateOn } from '../support/test-database.ts';
import { figure, type Figure } from './figures.ts';
import { writeBulkFile } from './ledes-bulk.ts';

const lines = 100_000;
const root = join(import.meta.dirname, '../..');

interface ImportReport {
  readonly created: number;
  readonly unchanged: number;
  readonly lines: number;
  readonly refused: readonly unknown[];
}

interface ImportRun {
  readonly report: ImportReport;
  readonly seconds: number;
  readonly peakBytes: number;
}

async function runImport(given: {
  file: string;
  folder: string;
  databaseUrl: string;
}): Promise<ImportRun> {
  const peakFile = join(given.folder, 'peak');
  const environment = {
    PATH: process.env['PATH'],
    TIEOUT_DATABASE_URL: given.databaseUrl,
    TIEOUT_DATA_DIR: join(given.folder, 'data'),
    BENCH_PEAK_FILE: peakFile,
    NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'report-peak.ts')).href}`,
  };
  // As a user runs it: through the launcher, which says how Node is to be started.
  const launcher = join(root, 'scripts/run.mjs');
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [launcher, 'src/app/main.ts', 'import', '--json', given.file],
    { env: environment, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - startedAt) / 1000;
  if (code !== 0) throw new Error(`the import ended with ${code}: ${output.slice(0, 2000)}`);
  const [report] = JSON.parse(output) as [ImportReport];
  return { report, seconds, peakBytes: Number(readFileSync(peakFile, 'utf8')) };
}

function expectTaken({ report }: ImportRun, expected: { invoices: number; isNew: boolean }): void {
  const taken = expected.isNew ? report.created : report.unchanged;
  if (taken === expected.invoices && report.refused.length === 0) return;
  throw new Error(
    `not all was taken: ${JSON.stringify({ ...report, refused: report.refused[0] })}`,
  );
}

function figuresOf(scenario: string, run: ImportRun): Figure[] {
  const { seconds, peakBytes } = run;
  return [
    figure({ scenario, name: 'time, its start included', value: seconds, unit: 's', goal: 20 }),
    figure({ scenario, name: 'lines in a second', value: lines / seconds, unit: 'lines/s' }),
    figure({
      scenario,
      name: 'peak memory of the process',
      value: peakBytes / 2 ** 20,
      unit: 'MB',
      goal: 300,
    }),
  ];
}

export async function importScenario(server: TestServer): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tieout-bench-'));
  try {
    const figures: Figure[] = [];
    for (const isScattered of [false, true]) {
      const file = join(folder, isScattered ? 'scattered.txt' : 'ordered.txt');
      const invoices = await writeBulkFile({ path: file, lines, isScattered, seed: 7 });
      await using database = await templateOn(server, migrateUrl).fresh();
      const given = { file, folder, databaseUrl: database.url };
      const first = await runImport(given);
      expectTaken(first, { invoices, isNew: true });
      const megabytes = (statSync(file).size / 2 ** 20).toFixed(0);
      const order = isScattered ? 'rows scattered' : 'in order';
      figures.push(...figuresOf(`import of 100,000 lines (${megabytes} MB), ${order}`, first));
      const again = await runImport(given);
      expectTaken(again, { invoices, isNew: false });
      figures.push(...figuresOf(`the same file again, ${order}`, again));
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
