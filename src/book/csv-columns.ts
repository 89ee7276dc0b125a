/**
 * The CSV layouts by their column names: our own (docs/IMPORT.md) and Xero's sales-invoice layout.
 * Names are compared without case, blanks, stars, underscores and the like, and columns may stand
 * in any order; those that are not known are left alone.
 */
import { Columns } from './columns.ts';
import type { FaultList } from './fault-list.ts';

export type CsvLayout = 'own' | 'xero';

const own: Readonly<Record<string, readonly string[]>> = {
  number: ['invoicenumber', 'invoiceno', 'invoice', 'number'],
  date: ['invoicedate', 'date', 'issuedate'],
  dueDate: ['duedate', 'due'],
  clientNumber: ['clientnumber', 'clientno', 'clientid', 'contactnumber', 'client'],
  clientName: ['clientname', 'contactname', 'name'],
  clientEmail: ['clientemail', 'email', 'emailaddress', 'contactemail'],
  clientTaxNumber: ['clienttaxnumber', 'clienttaxid', 'taxnumber', 'abn', 'vatnumber'],
  address1: ['address', 'address1', 'addressline1', 'clientaddress1'],
  address2: ['address2', 'addressline2', 'clientaddress2'],
  address3: ['address3', 'addressline3'],
  address4: ['address4', 'addressline4'],
  city: ['city', 'town', 'suburb', 'clientcity'],
  region: ['region', 'state', 'county', 'clientstateorregion'],
  postalCode: ['postalcode', 'postcode', 'zip', 'zipcode', 'clientpostcode'],
  country: ['country', 'clientcountry'],
  matterNumber: ['matternumber', 'matterno', 'matterid', 'matter'],
  matterName: ['mattername'],
  lineNumber: ['linenumber', 'lineno', 'line'],
  kind: ['kind', 'linekind', 'linetype', 'type'],
  workDate: ['linedate', 'workdate', 'servicedate', 'dateofwork'],
  timekeeper: ['timekeeper', 'timekeeperid', 'initials', 'feeearner'],
  description: ['description', 'narrative', 'linedescription'],
  quantity: ['quantity', 'qty', 'hours', 'units'],
  unitPrice: ['unitprice', 'price', 'rate', 'unitcost', 'unitamount'],
  discount: ['discount', 'discountamount'],
  amount: ['amount', 'lineamount', 'linetotal'],
  taxCode: ['taxcode'],
  taxRate: ['taxrate', 'taxpercent', 'gstrate', 'vatrate'],
  tax: ['tax', 'taxamount', 'linetax', 'gst', 'vat'],
  currency: ['currency', 'currencycode'],
  amountsAre: ['amountsare', 'lineamounttypes', 'taxtreatment'],
  reference: ['reference', 'ref', 'ponumber'],
  total: ['total', 'invoicetotal'],
  status: ['status', 'invoicestatus'],
};

const xero: Readonly<Record<string, readonly string[]>> = {
  number: ['invoicenumber'],
  date: ['invoicedate'],
  dueDate: ['duedate'],
  clientName: ['contactname'],
  clientEmail: ['emailaddress'],
  address1: ['poaddressline1'],
  address2: ['poaddressline2'],
  address3: ['poaddressline3'],
  address4: ['poaddressline4'],
  city: ['pocity'],
  region: ['poregion'],
  postalCode: ['popostalcode'],
  country: ['pocountry'],
  description: ['description'],
  quantity: ['quantity'],
  unitPrice: ['unitamount'],
  discountPercent: ['discount'],
  taxName: ['taxtype'],
  tax: ['taxamount'],
  currency: ['currency'],
  reference: ['reference'],
  total: ['total'],
};

const needed: Readonly<Record<CsvLayout, readonly (readonly [field: string, shown: string])[]>> = {
  own: [
    ['number', 'Invoice number'],
    ['date', 'Invoice date'],
    ['clientNumber', 'Client number'],
    ['description', 'Description'],
  ],
  xero: [
    ['number', '*InvoiceNumber'],
    ['date', '*InvoiceDate'],
    ['clientName', '*ContactName'],
    ['description', '*Description'],
    ['quantity', '*Quantity'],
    ['unitPrice', '*UnitAmount'],
    ['taxName', '*TaxType'],
  ],
};

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Which layout a header line is of, undefined for none. */
export function csvLayout(header: readonly string[]): CsvLayout | undefined {
  const names = new Set(header.map(plain));
  const numbers = own['number'] ?? [];
  if (!numbers.some((name) => names.has(name))) return undefined;
  const isXero = names.has('contactname') && names.has('unitamount') && names.has('taxtype');
  if (isXero) return 'xero';
  // A list of anything may have a "number"; an invoice file has one of these beside it.
  const beside = [
    ...(own['date'] ?? []),
    ...(own['description'] ?? []),
    ...(own['clientNumber'] ?? []),
  ];
  return beside.some((name) => names.has(name)) ? 'own' : undefined;
}

/** The columns of a header line; faults for those that are needed and missing, or there twice. */
export function csvColumns(
  header: readonly string[],
  options: { readonly layout: CsvLayout; readonly line: number; readonly faults: FaultList },
): Columns {
  const { layout, line, faults } = options;
  const places = new Map<string, number>();
  const fieldOf = new Map<string, string>();
  for (const [field, names] of Object.entries(layout === 'xero' ? xero : own)) {
    for (const name of names) fieldOf.set(name, field);
  }
  header.forEach((shown, place) => {
    const field = fieldOf.get(plain(shown));
    if (field === undefined) return;
    const earlier = places.get(field);
    if (earlier !== undefined) {
      const message = `The columns ${header[earlier]} and ${shown} mean the same.`;
      faults.add({ line, field: shown, code: 'duplicate_column', message });
    } else {
      places.set(field, place);
    }
  });
  for (const [field, shown] of needed[layout]) {
    if (places.has(field)) continue;
    const message = `The header has no column "${shown}".`;
    faults.add({ line, field: shown, code: 'missing_column', message });
  }
  if (layout === 'own' && !places.has('amount') && !places.has('unitPrice')) {
    const message = 'The header has neither a column "Unit price" nor a column "Amount".';
    faults.add({ line, field: 'Unit price', code: 'missing_column', message });
  }
  return new Columns(places, header);
}
