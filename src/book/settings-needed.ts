/**
 * Which settings a layout can not do without. LEDES 1998B says nothing of currency, tax and due
 * dates: without settings for all three the file is refused, so that nothing is taxed or valued in
 * silence. Where the lack shows only in some rows (CSV, a blank currency) it is their invoice's fault.
 */
import type { ImportFault, ImportSettings } from './imported-invoice.ts';
import type { Layout } from './recognise.ts';

function missing(field: string, message: string): ImportFault {
  return { line: 1, field, code: 'setting_missing', message };
}

/** One fault for each setting that is missing or can not be used. */
export function missingSettings(layout: Layout, settings: ImportSettings): readonly ImportFault[] {
  const faults: ImportFault[] = [];
  if (
    settings.currency !== undefined &&
    !Intl.supportedValuesOf('currency').includes(settings.currency)
  ) {
    const message = `The currency set for imports, "${settings.currency}", is none of ISO 4217.`;
    faults.push({ line: 1, field: 'currency', code: 'bad_currency', message });
  }
  if (layout.kind === 'csv') return faults;
  const format = `LEDES ${layout.version}`;
  if (settings.paymentTermsDays === undefined) {
    const message = `${format} has no due date: set the payment terms in days for imports.`;
    faults.push(missing('paymentTermsDays', message));
  }
  if (layout.version === '98BI') return faults;
  if (settings.currency === undefined) {
    faults.push(missing('currency', `${format} has no currency: set the currency for imports.`));
  }
  const { taxCode } = settings;
  if (taxCode === undefined) {
    const message = `${format} has no tax: set the tax code for imports; "none" means untaxed.`;
    faults.push(missing('taxCode', message));
  } else if (taxCode !== 'none' && taxCode !== 'free') {
    if (settings.taxRate === undefined) {
      const message = `${format} has no tax: with the tax code "${taxCode}" set the tax rate, too.`;
      faults.push(missing('taxRate', message));
    }
    if (settings.amountsAre === undefined && settings.taxRate?.isZero() !== true) {
      const message = `${format} does not say whether its amounts hold the tax: set it for imports.`;
      faults.push(missing('amountsAre', message));
    }
  }
  return faults;
}
