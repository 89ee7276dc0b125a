/** Commands towards Xero: connect, sync. */
import type { Command } from 'commander';
import type { CalendarDate } from '../../base/time.ts';
import { connectByCredentials } from '../../engine/connect.ts';
import { ConfigError } from '../config.ts';
import { syncInTerminal } from '../run-sync.ts';
import {
  calendarDate,
  onlyConnection,
  practiceId,
  print,
  withEngine,
  type CommandContext,
} from './command-context.ts';

export function addXeroCommands(program: Command, context: CommandContext): void {
  const { terminal, signal } = context;
  program
    .command('connect')
    .description(
      'connect a Xero organisation (custom connection); with the code flow open /connect',
    )
    .option('--read-only', 'look first: nothing is written to Xero', false)
    .option('--cut-over <date>', 'send nothing dated before this day', calendarDate)
    .action((options: { readOnly: boolean; cutOver?: CalendarDate }) =>
      withEngine(context, async (engine) => {
        if (engine.site.grant === 'authorization_code') {
          throw new ConfigError(
            `Start the server (tieout serve) and open ${context.config.publicUrl}/connect to give consent in Xero.`,
          );
        }
        const outcome = await connectByCredentials(engine, {
          practiceId: await practiceId(engine),
          isReadOnly: options.readOnly,
          ...(options.cutOver === undefined ? {} : { cutOver: options.cutOver }),
        });
        if (outcome.kind === 'refused') throw new ConfigError(outcome.reason);
        terminal.done('Connection', outcome.organisationName);
      }),
    );
  program
    .command('sync')
    .description('sync now and print what was done')
    .option('--json', 'print the result as JSON', false)
    .action((options: { json: boolean }) =>
      withEngine(context, async (engine) => {
        const connection = await onlyConnection(engine);
        const sync = { connectionId: connection.id, cause: 'person', signal };
        const result = await syncInTerminal(engine, terminal, sync);
        if (options.json) print(context, result);
        if (result.stopped) context.setExitCode(1);
      }),
    );
}
