/** Seeds that once broke a promise, each with what it was. They run in every `npm test`. */
export const seeds: Readonly<Record<number, string>> = {
  4: 'a contact that was here before its first invoice was never sent, and blocked the invoice',
  2: 'an invoice stayed blocked after its archived contact was restored in Xero',
  3: 'an invoice was moved to a contact that is not in Xero, and nothing said so',
  9: 'two records here claimed one record of Xero, and every sync after that failed',
  11: 'after a refusal, findings of payments were closed without being looked at',
  5: 'an edit in Xero was taken as agreed because the book had changed another field',
  13: 'an invoice was approved in Xero before its lost answer was found, and stayed a draft here',
  21: 'records were planned with the settings from before a lock date was learnt',
};

/** Always run, beside those: enough kinds of worlds for a quick look. */
export const fixedSeeds: readonly number[] = [
  ...new Set([...Object.keys(seeds).map(Number), 1001, 1002, 1003, 1004, 1005, 1006]),
];
