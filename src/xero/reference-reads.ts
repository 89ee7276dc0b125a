/**
 * Reads what postings point at: organisation, accounts, tax rates, currencies. Four calls, none of
 * them paged. Tables are read whole or not at all; a single row that can not be understood is named
 * and left out.
 */
import type {
  Account,
  Organisation,
  ReferenceData,
  TaxRate,
} from '../accounting/reference-data.ts';
import { judgeEnvelope, type ReadOutcome, type Understood } from './judge-read.ts';
import type { UnreadableRecord } from './reads.ts';
import { readRequest, type XeroAccess } from './requests.ts';
import type { Transport } from './transport.ts';
import { Fields, isWireObject, readRecord } from './wire-fields.ts';
import type { WireValue } from './wire-json.ts';
import { readAccount, readCurrency, readOrganisation, readTaxRate } from './wire-reference-data.ts';

export interface ReferenceReading extends ReferenceData {
  readonly unreadable: readonly UnreadableRecord[];
}

interface Table<T> {
  readonly rows: readonly T[];
  readonly unreadable: readonly UnreadableRecord[];
}

interface TableShape<T> {
  readonly path: string;
  readonly plural: string;
  /** The field that names a row. */
  readonly nameField: string;
  readonly read: (row: WireValue) => T;
}

function readRows<T>(rows: readonly WireValue[], shape: TableShape<T>): Table<T> {
  const read: T[] = [];
  const unreadable: UnreadableRecord[] = [];
  for (const row of rows) {
    const outcome = readRecord(() => shape.read(row));
    if (outcome.kind === 'read') read.push(outcome.record);
    else {
      const name = isWireObject(row) ? row[shape.nameField] : undefined;
      unreadable.push({
        id: `${shape.plural} ${typeof name === 'string' ? name : ''}`.trim(),
        reason: outcome.reason,
      });
    }
  }
  return { rows: read, unreadable };
}

async function readTable<T>(
  transport: Transport,
  access: XeroAccess,
  shape: TableShape<T>,
): Promise<ReadOutcome<Table<T>>> {
  const sent = await transport.send(readRequest(access, shape.path));
  return judgeEnvelope(sent, (envelope): Understood<Table<T>> => {
    const rows = envelope[shape.plural];
    return Array.isArray(rows)
      ? { value: readRows(rows, shape) }
      : { reason: `Xero's answer has no ${shape.plural}` };
  });
}

const accounts: TableShape<Account> = {
  path: '/Accounts',
  plural: 'Accounts',
  nameField: 'Name',
  read: (row) => readAccount(new Fields(row)),
};

const taxRates: TableShape<TaxRate> = {
  path: '/TaxRates',
  plural: 'TaxRates',
  nameField: 'TaxType',
  read: (row) => readTaxRate(new Fields(row)),
};

const currencies: TableShape<string> = {
  path: '/Currencies',
  plural: 'Currencies',
  nameField: 'Code',
  read: (row) => readCurrency(new Fields(row)),
};

/** One call. Fails when the organisation can not be understood, its time zone for one. */
export async function readOrganisationNow(
  transport: Transport,
  access: XeroAccess,
): Promise<ReadOutcome<Organisation>> {
  const outcome = await readTable(transport, access, {
    path: '/Organisation',
    plural: 'Organisations',
    nameField: 'Name',
    read: (row) => readOrganisation(new Fields(row), access.tenantId),
  });
  if (outcome.kind !== 'answered') return outcome;
  const organisation = outcome.value.rows[0];
  if (organisation) return { ...outcome, value: organisation };
  const reason = outcome.value.unreadable[0]?.reason ?? 'Xero answered without one';
  return { kind: 'failed', reason: `the organisation was not understood: ${reason}` };
}

/** Four calls, one after the other; the first that is not answered ends it. */
export async function readReferenceData(
  transport: Transport,
  access: XeroAccess,
): Promise<ReadOutcome<ReferenceReading>> {
  const organisation = await readOrganisationNow(transport, access);
  if (organisation.kind !== 'answered') return organisation;
  const accountTable = await readTable(transport, access, accounts);
  if (accountTable.kind !== 'answered') return accountTable;
  const taxRateTable = await readTable(transport, access, taxRates);
  if (taxRateTable.kind !== 'answered') return taxRateTable;
  const currencyTable = await readTable(transport, access, currencies);
  if (currencyTable.kind !== 'answered') return currencyTable;
  return {
    kind: 'answered',
    budget: currencyTable.budget,
    value: {
      organisation: organisation.value,
      accounts: accountTable.value.rows,
      taxRates: taxRateTable.value.rows,
      currencies: currencyTable.value.rows,
      unreadable: [accountTable, taxRateTable, currencyTable].flatMap((t) => t.value.unreadable),
    },
  };
}
