/** The figures of `npm run bench` that don't depend on the machine: calls and bytes, with their goals. */
import { beforeAll, expect, inject, test } from 'vitest';
import { must } from '../src/base/assert.ts';
import { changedScenario } from './bench/changed-scenario.ts';
import type { Figure } from './bench/figures.ts';
import { idleScenarios } from './bench/idle-scenario.ts';
import { writeScenarios } from './bench/write-scenarios.ts';

let figures: readonly Figure[] = [];

beforeAll(async () => {
  const server = inject('postgres');
  const writes = await writeScenarios(server);
  figures = [...writes, ...(await idleScenarios(server)), ...(await changedScenario(server))];
}, 240_000);

test.each<[string, RegExp, RegExp, number]>([
  [
    '[FIG1] 1,000 new invoices for 200 new contacts take at most 26 calls',
    /^1,000 .*invoices.*200/,
    /calls for the task/,
    26,
  ],
  ['[FIG2] 1,000 payments take at most 21 calls', /^1,000 payments/, /calls for the task/, 21],
  ['[FIG3] 1,000 edited invoices take at most 40 calls', /^1,000 edited/, /calls for the task/, 40],
  ['[FIG4] a second sync writes nothing', /^a second sync/, /^writes$/, 0],
  ['[FIG4] a second sync reads once for each kind', /^a second sync/, /^all calls$/, 4],
  [
    '[FIG5] an idle day with webhooks takes at most 60 calls',
    /^an idle day with webhooks/,
    /^calls$/,
    60,
  ],
  [
    '[FIG5] an idle day without webhooks takes at most 200 calls',
    /^an idle day without/,
    /^calls$/,
    200,
  ],
  [
    '[FIG6] a changed invoice is read in at most 2.5 times its size',
    /^one changed invoice/,
    /^changed in Xero/,
    2.5,
  ],
])('%s', (_, scenario, name, max) => {
  const found = figures.filter((one) => scenario.test(one.scenario) && name.test(one.name));
  expect(found).toHaveLength(1);
  expect(must(found[0], 'the figure').value).toBeLessThanOrEqual(max);
});
