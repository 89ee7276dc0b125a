import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { Terminal, counted } from './terminal.ts';

function recorder(isTTY: boolean, columns = 60) {
  const clock = { at: 0 };
  const written: string[] = [];
  const output = { isTTY, columns, write: (text: string) => void written.push(text) };
  return { clock, written, terminal: new Terminal({ output, now: () => clock.at }) };
}

test('where nobody looks a bar is a line now and then, always with its end', () => {
  const { clock, written, terminal } = recorder(false);
  for (let done = 0; done <= 100; done += 1) {
    terminal.bar('invoices', { done, total: 100, detail: '3 calls used' });
    clock.at += 10;
  }
  expect(written).toEqual([
    '      0 % invoices  0 of 100 · 3 calls used\n',
    '    100 % invoices  100 of 100 · 3 calls used\n',
  ]);
});

test('where somebody looks a bar is drawn over itself and never wraps', () => {
  const { written, terminal } = recorder(true, 40);
  terminal.bar('invoices', { done: 50, total: 100, detail: 'x'.repeat(100) });
  const shown = stripVTControlCharacters(written.join('')).replace('\r', '');
  expect(shown.length).toBeLessThan(40);
  expect(written.join('')).not.toContain('\n');
});

test('one is one and many are many', () => {
  expect([counted(1, 'contact'), counted(1131, 'payment')]).toEqual([
    '1 contact',
    '1,131 payments',
  ]);
});
