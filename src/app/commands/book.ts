/** Commands of the book: bring invoices in, take them out. */
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Option, type Command } from 'commander';
import { printImport } from '../../cli/import-text.ts';
import { counted } from '../../cli/terminal.ts';
import type { EngineContext } from '../../engine/context.ts';
import { exportInvoices } from '../../engine/export-invoices.ts';
import { importFile } from '../../engine/import-file.ts';
import { readPractices } from '../../store/practices.ts';
import { ConfigError } from '../config.ts';
import { practiceId, print, withEngine, type CommandContext } from './command-context.ts';

export function addBookCommands(program: Command, context: CommandContext): void {
  program
    .command('export')
    .description('take all invoices out as CSV, which import takes in again')
    .argument('[file]', 'where to; the terminal if none is named')
    .action((file: string | undefined) =>
      withEngine(context, (engine) => exportTo(context, engine, file)),
    );
  program
    .command('import')
    .description('bring LEDES 1998B, LEDES 98BI V2 or CSV files into the book')
    .argument('<file...>')
    .option('--currency <code>', 'for files that name none')
    .option('--tax-code <code>', 'for files without tax: none, free or standard')
    .option('--terms <days>', 'days until due, for files without a due date')
    .addOption(
      new Option('--date-order <order>', 'of dates such as 03/04/2026').choices(['dmy', 'mdy']),
    )
    .addOption(
      new Option('--as <status>', 'issued or draft').choices(['issued', 'draft']).default('issued'),
    )
    .option('--json', 'print the report as JSON', false)
    .action((files: string[], options: ImportOptions) =>
      withEngine(context, (engine) => importFiles(context, engine, { files, options })),
    );
}

interface ImportOptions {
  readonly currency?: string;
  readonly taxCode?: string;
  readonly terms?: string;
  readonly dateOrder?: 'dmy' | 'mdy';
  readonly as: 'issued' | 'draft';
  readonly json: boolean;
}

async function importFiles(
  context: CommandContext,
  engine: EngineContext,
  given: { files: readonly string[]; options: ImportOptions },
): Promise<void> {
  const { options } = given;
  if (options.terms !== undefined && !/^\d{1,4}$/.test(options.terms)) {
    throw new ConfigError(`--terms is not a number of days: ${options.terms}`);
  }
  const id = await practiceId(engine);
  const practices = await engine.database.transaction((tx) => readPractices(tx));
  const defaults = practices.find(({ practice }) => practice.id === id)?.importSettings;
  const settings = {
    ...defaults,
    ...(options.currency === undefined ? {} : { currency: options.currency }),
    ...(options.taxCode === undefined ? {} : { taxCode: options.taxCode }),
    ...(options.terms === undefined ? {} : { paymentTermsDays: Number(options.terms) }),
    ...(options.dateOrder === undefined ? {} : { dateOrder: options.dateOrder }),
    status: options.as,
  };
  const reports = [];
  for (const path of given.files) {
    const report = await importFile(engine, {
      practiceId: id,
      path,
      settings,
      actor: 'import',
      onProgress: ({ bytesRead, bytesTotal, lines }) => {
        if (options.json) return;
        context.terminal.bar('importing', {
          done: bytesRead,
          total: bytesTotal,
          unit: 'bytes',
          detail: counted(lines, 'line'),
        });
      },
    });
    reports.push(report);
    if (!options.json) printImport(context.terminal, report);
  }
  if (options.json) print(context, reports);
  if (reports.some((report) => report.refused.length > 0)) context.setExitCode(2);
}

async function exportTo(
  context: CommandContext,
  engine: EngineContext,
  file: string | undefined,
): Promise<void> {
  const rows = exportInvoices(engine.database, await practiceId(engine));
  if (file === undefined) {
    for await (const row of rows) process.stdout.write(row);
    return;
  }
  // Written beside it first: a stop in the middle leaves no half file under the name.
  const unfinished = `${file}.unfinished`;
  await pipeline(rows, createWriteStream(unfinished));
  await rename(unfinished, file);
  context.terminal.done('Export', file);
}
