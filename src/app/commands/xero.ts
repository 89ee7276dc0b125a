/** Commands towards Xero: connect, change the policy, sync, and make a restored database safe. */
import { Option, type Command } from 'commander';
import type { PracticeId } from '../../base/id.ts';
import type { CalendarDate } from '../../base/time.ts';
import { counted, Terminal } from '../../cli/terminal.ts';
import { changePolicy, markRestored } from '../../engine/change-connection.ts';
import { connectByCredentials } from '../../engine/connect.ts';
import type { EngineContext } from '../../engine/context.ts';
import { readInvoiceSpan } from '../../store/book-terms.ts';
import type { Policy } from '../../sync/policy.ts';
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
    .option(
      '--cut-over <date>',
      'send nothing dated before this day; `first` sends everything',
      cutOverDate,
    )
    .action((options: { readOnly: boolean; cutOver?: CalendarDate | 'first' }) =>
      withEngine(
        context,
        async (engine) => {
          if (engine.site.grant === 'authorization_code') {
            throw new ConfigError(
              `Start the server (tieout serve) and open ${context.config.publicUrl}/connect to give consent in Xero.`,
            );
          }
          const id = await practiceId(engine);
          const { cutOver } = options;
          if (cutOver === undefined) await askCutOver(engine, id);
          const outcome = await connectByCredentials(engine, {
            practiceId: id,
            isReadOnly: options.readOnly,
            ...(cutOver === undefined || cutOver === 'first' ? {} : { cutOver }),
          });
          if (outcome.kind === 'refused') throw new ConfigError(outcome.reason);
          terminal.done('Connection', outcome.organisationName);
        },
        'xero',
      ),
    );
  addPolicy(program, context);
  program
    .command('restored')
    .description(
      'after the database was restored from a backup: read everything again before any write',
    )
    .action(() =>
      withEngine(context, async (engine) => {
        await markRestored(engine);
        terminal.done('Restored', 'the next sync reads all of Xero again and adopts what is ours');
      }),
    );
  program
    .command('sync')
    .description('sync now and print what was done')
    .option('--json', 'print the result as JSON', false)
    .action((options: { json: boolean }) =>
      withEngine(
        context,
        async (engine) => {
          const connection = await onlyConnection(engine);
          const { id: connectionId, tenantId } = connection;
          const sync = { connectionId, tenantId, cause: 'person', signal };
          // JSON is for a program to read: nothing else may be among it.
          const result = await syncInTerminal(engine, options.json ? silent : terminal, sync);
          if (options.json) print(context, result);
          if (result.stopped) context.setExitCode(1);
        },
        'xero',
      ),
    );
}

const silent = new Terminal({
  output: { isTTY: false, columns: 80, write: () => {} },
  now: () => 0,
});

function cutOverDate(text: string): CalendarDate | 'first' {
  return text === 'first' ? text : calendarDate(text);
}

/** A firm with history says from which day on its invoices are sent (RULES L3). */
async function askCutOver(engine: EngineContext, id: PracticeId): Promise<void> {
  const span = await engine.database.transaction((tx) => readInvoiceSpan(tx, id));
  if (span.first === undefined) return;
  throw new ConfigError(
    `The practice has ${counted(span.count, 'invoice')}, the first dated ${span.first}. ` +
      'Say from which day on they are sent to Xero: --cut-over YYYY-MM-DD, or --cut-over first for all of them. ' +
      'Older ones are adopted where Xero has the same invoice, and never sent. With --read-only nothing is written at all.',
  );
}

interface PolicyOptions {
  readonly readOnly?: boolean;
  readonly cutOver?: CalendarDate | 'first';
  readonly drift?: Policy['invoices']['drift'];
  readonly issuedAs?: Policy['invoices']['issuedAs'];
  readonly json: boolean;
}

function addPolicy(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('policy')
    .description('show or change the policy of the connection')
    .option('--read-only', 'write nothing to Xero')
    .option('--no-read-only', 'write to Xero')
    .option(
      '--cut-over <date>',
      'send nothing dated before this day; `first` sends everything',
      cutOverDate,
    )
    .addOption(
      new Option('--drift <what>', 'an edit in Xero of what the book owns').choices([
        'report',
        'overwrite',
        'accept',
      ]),
    )
    .addOption(
      new Option('--issued-as <state>', 'what an issued invoice is in Xero').choices([
        'authorised',
        'submitted',
        'draft',
      ]),
    )
    .option('--json', 'print as JSON', false)
    .action((options: PolicyOptions) =>
      withEngine(context, async (engine) => {
        const connection = await onlyConnection(engine);
        const policy = changedPolicy(connection.policy, options);
        if (policy !== connection.policy) {
          await changePolicy(engine, connection, policy);
          if (!options.json)
            terminal.done('Policy', 'changed; the next sync looks at every record again');
        }
        print(context, policy);
      }),
    );
}

/** The same object when nothing was asked for. */
function changedPolicy(policy: Policy, options: PolicyOptions): Policy {
  const { readOnly, cutOver, drift, issuedAs } = options;
  if ([readOnly, cutOver, drift, issuedAs].every((one) => one === undefined)) return policy;
  const { cutOver: before, ...rest } = policy;
  const day = cutOver ?? before;
  return {
    ...rest,
    ...(day === undefined || day === 'first' ? {} : { cutOver: day }),
    isReadOnly: readOnly ?? policy.isReadOnly,
    invoices: {
      ...policy.invoices,
      drift: drift ?? policy.invoices.drift,
      issuedAs: issuedAs ?? policy.invoices.issuedAs,
    },
  };
}
