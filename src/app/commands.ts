/** The commands beside `start`: thin shells over the engine, each with `--json` where a program may read it. */
import type { Command } from 'commander';
import { addBookCommands } from './commands/book.ts';
import type { CommandContext } from './commands/command-context.ts';
import { addReports } from './commands/reports.ts';
import { addServing } from './commands/serving.ts';
import { addXeroCommands } from './commands/xero.ts';

export function addCommands(program: Command, context: CommandContext): void {
  addServing(program, context);
  addBookCommands(program, context);
  addXeroCommands(program, context);
  addReports(program, context);
}
