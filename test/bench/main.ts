/**
 * `npm run bench [-- --json FILE] [--only NAME,…]`: counts calls and bytes of the usual work, and
 * times import and tie-out. Ends with 1 if a counted goal was missed, never for a time.
 */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { startTestServer, type TestServer } from '../support/postgres-cluster.ts';
import { changedScenario } from './changed-scenario.ts';
import { figureTable, missedCounts, type Figure } from './figures.ts';
import { idleScenarios } from './idle-scenario.ts';
import { importScenario } from './import-scenario.ts';
import { tieOutScenario } from './tie-out-scenario.ts';
import { writeScenarios } from './write-scenarios.ts';

type Scenario = (server: TestServer) => Promise<Figure[]>;

const scenarios: Readonly<Record<string, Scenario>> = {
  writes: writeScenarios,
  idle: idleScenarios,
  changed: changedScenario,
  import: importScenario,
  'tie-out': tieOutScenario,
};

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' } } });
  const names = values.only?.split(',') ?? Object.keys(scenarios);
  const unknown = names.filter((name) => !(name in scenarios));
  if (unknown.length > 0) {
    const known = Object.keys(scenarios).join(', ');
    throw new Error(`there is no scenario ${unknown.join(', ')}; there are ${known}`);
  }
  await using server = await startTestServer();
  const figures: Figure[] = [];
  for (const name of names) {
    const startedAt = performance.now();
    figures.push(...((await scenarios[name]?.(server)) ?? []));
    say(`${name}: measured in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  }
  const machine = {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  say(`\n${figureTable(figures)}\n`);
  say(`${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}`);
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify({ machine, figures }, null, 2)}\n`);
  }
  const missed = missedCounts(figures);
  say(missed.length === 0 ? 'Every counted goal is kept.' : `Missed: ${missed.length}`);
  return missed.length === 0 ? 0 : 1;
}

process.exitCode = await main();
