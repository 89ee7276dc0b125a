/**
 * What a bookkeeper would set up in Xero before a firm's own files can be taken: the currencies and
 * tax percentages that the invoices use. Done only in an emulator on this machine; in Xero itself
 * nothing is ever added unasked, and a finding says what is missing.
 */
import type { Connection } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import { readTaxPercentages, readUsedCurrencies } from '../store/book-terms.ts';
import { control } from './local-emulator.ts';

/** Answers what was added, in words. */
export async function provisionEmulator(
  database: Database,
  connection: Connection,
  emulatorUrl: string,
): Promise<string[]> {
  const { practiceId, tenantId, reference } = connection;
  const [currencies, percentages] = await database.transaction(async (tx) => [
    await readUsedCurrencies(tx, practiceId),
    await readTaxPercentages(tx, practiceId),
  ]);
  const missingCurrencies = currencies.filter((code) => !reference?.currencies.includes(code));
  const missingRates = percentages.filter(
    (percentage) =>
      !percentage.isZero() &&
      !reference?.taxRates.some(
        (rate) => rate.isActive && rate.appliesTo.revenue && rate.effectiveRate.equals(percentage),
      ),
  );
  if (missingCurrencies.length === 0 && missingRates.length === 0) return [];
  const rates = missingRates.map((rate) => rate.normalised().toString());
  await control(emulatorUrl, '/seed', {
    tenantId,
    currencies: missingCurrencies.map((code) => ({ Code: code, Description: code })),
    taxRates: rates.map((rate, index) => ({
      Name: `Tax at ${rate}%`,
      TaxType: `TAX9${String(index + 1).padStart(2, '0')}`,
      Status: 'ACTIVE',
      CanApplyToRevenue: true,
      CanApplyToExpenses: true,
      DisplayTaxRate: rate,
      EffectiveRate: rate,
      TaxComponents: [{ Name: 'Tax', Rate: rate, IsCompound: false }],
    })),
  });
  return [
    ...missingCurrencies.map((code) => `currency ${code}`),
    ...rates.map((rate) => `tax rate ${rate} %`),
  ];
}
