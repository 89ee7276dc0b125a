import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { approved, created, pay } from './document-fixture.ts';
import { testApp, type TestApp } from './emulator-fixture.ts';
import { openFileJournal, type FileJournal } from './file-journal.ts';

const folders: string[] = [];

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'emulator-journal-'));
  folders.push(made);
  return made;
}

afterEach(async () => {
  for (const made of folders.splice(0)) await rm(made, { recursive: true, force: true });
});

async function started(path: string): Promise<{ app: TestApp; journal: FileJournal }> {
  const journal = await openFileJournal(path);
  const app = await testApp({ journal, restored: journal.restored });
  return { app, journal };
}

test('what was answered is there after a restart: records, tokens, keys, limits, the log', async () => {
  const path = await folder();
  const before = await started(path);
  const key = { 'idempotency-key': 'k-1' };
  const first = await before.app.call('PUT', 'Invoices', approved, key);
  const invoice = (await created(before.app, approved))['InvoiceID'];
  await pay(before.app, { InvoiceID: invoice }, 95);
  const left = (await before.app.call('GET', 'Organisation')).headers['x-daylimit-remaining'];

  // Nothing is closed: a killed process closes nothing either.
  const after = await started(path);
  after.app.token = before.app.token;
  const read = await after.app.call('GET', `Invoices/${String(invoice)}`);
  expect(read.status).toBe(200);
  expect(read.text).toContain('"AmountDue":400.0');
  expect(Number(read.headers['x-daylimit-remaining'])).toBe(Number(left) - 1);
  expect((await after.app.call('PUT', 'Invoices', approved, key)).text).toBe(first.text);
  expect(after.app.emulator.committedWrites()).toEqual(before.app.emulator.committedWrites());
  const next = await created(after.app, approved);
  expect(next['InvoiceNumber']).toBe('INV-0003');
  await after.journal.close();
  await before.journal.close();
});

test('a torn last line is cut off, a bad line before it is an error that names it', async () => {
  const path = await folder();
  const { app, journal } = await started(path);
  await created(app, approved);
  await journal.close();
  const file = join(path, 'journal-000000.jsonl');
  await appendFile(file, '{"changes":[{"table":"contacts","bo');
  const again = await started(path);
  expect(again.journal.size()).toBeGreaterThan(1000);
  await created(again.app, approved);
  await again.journal.close();
  const third = await started(path);
  expect(third.app.emulator.committedWrites().length).toBeGreaterThan(2);
  await third.journal.close();
  await appendFile(file, 'nonsense\n{"changes":[],"durable":true}\n');
  await expect(started(path)).rejects.toThrow(/journal-000000\.jsonl, line \d+/);
});

test('compacting keeps the state and leaves one snapshot', async () => {
  const path = await folder();
  const { app, journal } = await started(path);
  const invoice = await created(app, approved);
  await journal.compact(app.emulator.snapshot());
  await pay(app, invoice, 95);
  expect(journal.size()).toBeGreaterThan(0);
  await journal.close();
  expect((await readdir(path)).sort()).toEqual(['journal-000001.jsonl', 'snapshot-000001.jsonl']);
  const again = await started(path);
  again.app.token = app.token;
  const read = await again.app.call('GET', `Invoices/${String(invoice['InvoiceID'])}`);
  expect(read.text).toContain('"AmountDue":400.0');
  await again.journal.close();
});
