/** A tie-out as text for the terminal: counts, receivables side by side, and what is not in agreement. */
import { Decimal } from '../base/decimal.ts';
import type { Difference, TieOut } from '../sync/tie-out.ts';
import { counted, thousands, type Terminal } from './terminal.ts';

/** 1234567.80 as 1,234,567.80. */
export function grouped(amount: string): string {
  const [whole = '', fraction] = amount.split('.');
  const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

const differencesShownMax = 12;

export function printTieOut(terminal: Terminal, report: TieOut): void {
  terminal.line();
  terminal.line(`  ${terminal.bold(`Tie-out with ${report.organisation}`)}`);
  terminal.line();
  printCounts(terminal, report);
  terminal.line();
  printReceivables(terminal, report);
  if (report.differences.length > 0) printDifferences(terminal, report.differences);
  terminal.line();
  const verdict = report.agree
    ? terminal.good('✓ Tied out: both sides agree.')
    : terminal.bad(
        `✗ Not tied out: ${counted(report.differences.length, 'record needs', 'records need')} attention.`,
      );
  terminal.line(`  ${verdict}`);
}

function printCounts(terminal: Terminal, report: TieOut): void {
  const cell = (text: string): string => text.padStart(14);
  const head = `  ${''.padEnd(12)}${cell('equal')}${cell('differ')}${cell('not for Xero')}`;
  terminal.line(terminal.faint(head));
  const kinds = [
    ['contacts', 'contact'],
    ['invoices', 'invoice'],
    ['payments', 'payment'],
  ] as const;
  for (const [plural, kind] of kinds) {
    const differ = report.differences.filter((one) => one.kind === kind).length;
    const name = `${plural.charAt(0).toUpperCase()}${plural.slice(1)}`;
    const numbers = [report.equal[plural], differ, report.outOfScope[plural]];
    terminal.line(`  ${name.padEnd(12)}${numbers.map((n) => cell(thousands(n))).join('')}`);
  }
}

function printReceivables(terminal: Terminal, report: TieOut): void {
  if (report.receivables.length === 0) return;
  const cell = (text: string): string => text.padStart(16);
  const head = `  ${'Receivables'.padEnd(12)}${cell('book')}${cell('Xero')}${cell('difference')}`;
  terminal.line(terminal.faint(head));
  for (const line of report.receivables) {
    const isEqual = Decimal.parse(line.difference).isZero();
    const difference = cell(grouped(line.difference));
    terminal.line(
      `  ${line.currency.padEnd(12)}${cell(grouped(line.book))}${cell(grouped(line.xero))}` +
        (isEqual ? terminal.good(difference) : terminal.bad(difference)),
    );
  }
  for (const line of report.receivables) printOwnReceivables(terminal, line);
}

function printOwnReceivables(terminal: Terminal, line: TieOut['receivables'][number]): void {
  const says = (amount: string, what: string): void => {
    if (Decimal.parse(amount).isZero()) return;
    terminal.line(terminal.faint(`  ${''.padEnd(12)}${grouped(amount)} ${line.currency} ${what}`));
  };
  says(line.xeroOnly, 'more are owed in Xero, on invoices that only Xero has');
  says(line.unallocatedCredit, 'of credit in Xero is not allocated');
  says(line.awaitingApproval, 'are issued here and still drafts in Xero');
}

function printDifferences(terminal: Terminal, differences: readonly Difference[]): void {
  terminal.line();
  for (const one of differences.slice(0, differencesShownMax)) {
    terminal.line(`  ${terminal.bad('✗')} ${one.sentence}`);
    terminal.line(terminal.faint(`    ${one.remedy}`));
  }
  const more = differences.length - differencesShownMax;
  if (more > 0) terminal.line(`    … and ${thousands(more)} more (tieout check --json lists all)`);
}
