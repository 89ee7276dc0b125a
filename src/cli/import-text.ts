/** What an import took and refused, as text: each fault with file, line and field. */
import type { ImportRefusal } from '../book/imported-invoice.ts';
import type { ImportReport } from '../engine/import-file.ts';
import { counted, thousands, type Terminal } from './terminal.ts';

const faultsShownMax = 30;

export function printImport(terminal: Terminal, report: ImportReport): void {
  const taken = [
    report.created > 0 ? `${thousands(report.created)} new` : '',
    report.updated > 0 ? `${thousands(report.updated)} changed` : '',
    report.unchanged > 0 ? `${thousands(report.unchanged)} already here` : '',
  ].filter((part) => part !== '');
  const invoices = taken.length === 0 ? 'no invoice taken' : `invoices: ${taken.join(', ')}`;
  const count = report.refused.filter((one) => one.invoiceNumber !== undefined).length;
  const refused = count === 0 ? '' : `; ${thousands(count)} refused`;
  const lines = counted(report.lines, 'line');
  const text = `${report.file}: ${invoices}${refused} (${lines})`;
  if (report.refused.length > 0) terminal.problem('Import', text);
  else terminal.done('Import', text);
  printRefusals(terminal, report.refused);
  for (const notice of report.notices.slice(0, faultsShownMax)) {
    terminal.line(terminal.faint(`      line ${notice.line}, ${notice.field}: ${notice.message}`));
  }
}

function printRefusals(terminal: Terminal, refusals: readonly ImportRefusal[]): void {
  let shown = 0;
  for (const refusal of refusals) {
    const number = refusal.invoiceNumber;
    const what = number === undefined ? 'The file is refused' : `Invoice ${number} refused`;
    terminal.line(`    ${terminal.bad(what)}`);
    for (const fault of refusal.faults) {
      if (shown >= faultsShownMax) return;
      shown += 1;
      const line = fault.line > 0 ? `line ${fault.line}` : '';
      const place = [refusal.file, line, fault.field].filter((part) => part !== '').join(', ');
      terminal.line(`      ${place}: ${fault.message}`);
    }
  }
}
