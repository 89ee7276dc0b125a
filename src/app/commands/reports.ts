/** Commands that only say something: the tie-out, the findings, the state of the connections. */
import type { Command } from 'commander';
import { systemClock } from '../../base/system.ts';
import { formatInstant } from '../../base/time.ts';
import { printTieOut } from '../../cli/tie-out-text.ts';
import type { EngineContext } from '../../engine/context.ts';
import { tieOut } from '../../engine/tie-out.ts';
import { readConnections } from '../../store/connections.ts';
import { readOpenFindings } from '../../store/findings.ts';
import { readRuns } from '../../store/syncs.ts';
import { findingCodes, findingSentence } from '../../sync/finding-codes.ts';
import { ConfigError } from '../config.ts';
import { onlyConnection, print, withEngine, type CommandContext } from './command-context.ts';

const findingsMax = 10_000;

export function addReports(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('check')
    .description('the tie-out: both sides, record by record and total against total')
    .option('--json', 'print the report as JSON', false)
    .action((options: { json: boolean }) =>
      withEngine(context, async (engine) => {
        const connection = await onlyConnection(engine);
        if (!connection.reference)
          throw new ConfigError('Nothing was synced yet: run `tieout sync`.');
        const report = await tieOut(engine, connection);
        if (options.json) print(context, report);
        else printTieOut(terminal, report);
        context.setExitCode(report.agree ? 0 : 1);
      }),
    );
  program
    .command('findings')
    .description('what needs a person, with the remedy')
    .option('--json', 'print as JSON', false)
    .action((options: { json: boolean }) =>
      withEngine(context, (engine) => listFindings(context, engine, options.json)),
    );
  program
    .command('status')
    .description('connections, their state, the budget, and the last syncs')
    .option('--json', 'print as JSON', false)
    .action((options: { json: boolean }) =>
      withEngine(context, (engine) => listStatus(context, engine, options.json)),
    );
}

async function listFindings(
  context: CommandContext,
  engine: EngineContext,
  isJson: boolean,
): Promise<void> {
  const { terminal } = context;
  const connection = await onlyConnection(engine);
  const findings = await engine.database.transaction((tx) =>
    readOpenFindings(tx, connection.id, findingsMax),
  );
  const said = findings.map((finding) => ({
    code: finding.code,
    sentence: findingSentence(finding),
    remedy: findingCodes[finding.code].remedy,
    since: formatInstant(finding.openedAt),
  }));
  if (isJson) return print(context, said);
  for (const { sentence, remedy } of said) {
    terminal.line(`  ${sentence}`);
    terminal.line(terminal.faint(`    ${remedy}`));
  }
  if (said.length === 0) terminal.line('  Nothing needs a person.');
}

async function listStatus(
  context: CommandContext,
  engine: EngineContext,
  isJson: boolean,
): Promise<void> {
  const { terminal } = context;
  const status = await engine.database.transaction(async (tx) => {
    const connections = await readConnections(tx);
    return Promise.all(
      connections.map(
        async ({ id, organisationName, state, stateReason, dayRemaining, ...rest }) => ({
          organisation: organisationName,
          tenantId: rest.tenantId,
          state,
          reason: stateReason ?? null,
          callsLeftToday: dayRemaining ?? null,
          lastSyncs: await readRuns(tx, id, 5),
        }),
      ),
    );
  });
  if (isJson) return print(context, { at: formatInstant(systemClock.now()), connections: status });
  if (status.length === 0) terminal.line('  No connection yet.');
  for (const one of status) {
    terminal.line(
      `  ${terminal.bold(one.organisation)}  ${one.state}${one.reason ? `: ${one.reason}` : ''}`,
    );
    terminal.line(`    calls left today: ${one.callsLeftToday ?? 'not known yet'}`);
    for (const run of one.lastSyncs) {
      const end = run.finishedAt === undefined ? run.phase : 'finished';
      terminal.line(
        `    ${formatInstant(run.startedAt)}  ${run.cause}  ${end}  ${run.calls} calls`,
      );
    }
  }
}
