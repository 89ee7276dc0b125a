/**
 * The closed table of what can be said about a billing file: every fault that refuses a file or an
 * invoice, and every notice that does not. Each code has a sentence a biller understands, its
 * cause, and its remedy; the fault itself adds the line, the field and the values.
 */
export interface ImportCodeText {
  readonly sentence: string;
  readonly cause: string;
  readonly remedy: string;
}

export const importCodes = {
  file_unreadable: {
    sentence: 'The file could not be read.',
    cause: 'It does not exist, is a folder, or may not be opened.',
    remedy: 'Check the path and its permissions, then import again.',
  },
  file_changed: {
    sentence: 'The file changed while it was being read.',
    cause: 'Another program wrote to it during the import.',
    remedy: 'Wait until the export is finished, then import it again.',
  },
  empty_file: {
    sentence: 'The file is empty.',
    cause: 'It holds no rows, or nothing at all.',
    remedy: 'Export the invoices again and check that the selection holds some.',
  },
  binary_file: {
    sentence: 'The file is not a text file.',
    cause: 'It is a workbook, a PDF, an archive or another binary file.',
    remedy: 'Export the invoices as LEDES 1998B, LEDES 98BI V2 or CSV.',
  },
  utf16_file: {
    sentence: 'The file is written in UTF-16, which is not read.',
    cause: 'Some programs save "Unicode text" in this encoding.',
    remedy: 'Save it as UTF-8 (or plain CSV), then import again.',
  },
  unsupported_format: {
    sentence: 'The file is in a billing format that is not read.',
    cause: 'It is LEDES 2000, LEDES XML or another format.',
    remedy: 'Export the invoices as LEDES 1998B, LEDES 98BI V2 or CSV.',
  },
  unknown_format: {
    sentence: 'The file is neither LEDES nor a CSV layout that is known.',
    cause: 'Its first line names none of the columns that are expected.',
    remedy: 'Compare its first lines with docs/IMPORT.md.',
  },
  missing_column: {
    sentence: 'A column that is needed is missing.',
    cause: 'The header line does not name it.',
    remedy: 'Add the column to the export, spelt as in docs/IMPORT.md.',
  },
  duplicate_column: {
    sentence: 'A column is named twice.',
    cause: 'The header line holds the same name at two places.',
    remedy: 'Remove or rename one of the two.',
  },
  setting_missing: {
    sentence: 'The file does not say something, and no setting says it either.',
    cause: 'LEDES 1998B knows no currency, tax or due date; other files may leave them blank.',
    remedy: 'Give the setting that the message names, then import again.',
  },
  row_too_long: {
    sentence: 'A row is longer than one mebibyte.',
    cause: 'A quotation mark is opened and never closed, or the file has no line ends.',
    remedy: 'Look at the row that the message names.',
  },
  row_without_number: {
    sentence: 'A row names no invoice.',
    cause: 'Its invoice number is blank, or the row is broken in two.',
    remedy: 'Fill in the invoice number, or join the broken row.',
  },
  wrong_field_count: {
    sentence: 'A row does not have as many fields as the header.',
    cause: 'A text holds the separator, a row is cut short, or it is broken over two lines.',
    remedy: 'Take the separator out of the text, or join the broken row.',
  },
  missing_value: {
    sentence: 'A value that is needed is blank.',
    cause: 'The export left it out.',
    remedy: 'Fill it in and import again.',
  },
  bad_date: {
    sentence: 'A date can not be read.',
    cause: 'It is no day of the calendar, or not written as expected.',
    remedy: 'Write it as in docs/IMPORT.md, for LEDES YYYYMMDD.',
  },
  ambiguous_date: {
    sentence: 'A date can be read in two ways.',
    cause: 'Nothing says whether the day or the month comes first.',
    remedy: 'Write dates as YYYY-MM-DD, or give the date order as a setting.',
  },
  bad_number: {
    sentence: 'A number can not be read.',
    cause: 'It holds letters, a currency sign, brackets or a thousands separator.',
    remedy: 'Write it with digits, at most one point and a leading sign: -1684.45.',
  },
  number_too_large: {
    sentence: 'A number is too large.',
    cause: 'Xero takes amounts up to 9,999,999,999.99.',
    remedy: 'Check the number for a missing decimal point.',
  },
  bad_value: {
    sentence: 'A value is not one of those that are known.',
    cause: 'The column takes only the words listed in docs/IMPORT.md.',
    remedy: 'Use one of them.',
  },
  value_too_long: {
    sentence: 'A value is too long.',
    cause: 'Xero can not hold it.',
    remedy: 'Shorten it in the billing system.',
  },
  bad_currency: {
    sentence: 'The currency is unknown.',
    cause: 'It is not a three-letter code of ISO 4217.',
    remedy: 'Use a code such as AUD, GBP or USD.',
  },
  bad_line_type: {
    sentence: 'A row is of no known type.',
    cause: 'LEDES knows F (fee), E (expense), IF and IE (adjustments of the invoice).',
    remedy: 'Give the row one of these types.',
  },
  rows_contradict: {
    sentence: 'Rows of one invoice contradict each other.',
    cause: 'Rows with the same invoice number state different values for the whole invoice.',
    remedy: 'Correct the value, or give the other rows their own invoice number.',
  },
  duplicate_line_number: {
    sentence: 'Two rows have the same line number.',
    cause: 'A row was exported twice, or two invoices share a number.',
    remedy: 'Remove the double, or correct the line number.',
  },
  line_total_mismatch: {
    sentence: 'A row does not add up.',
    cause: 'Quantity × price and adjustment do not come to the stated amount of the row.',
    remedy: 'Correct the row in the billing system and export it again.',
  },
  invoice_total_mismatch: {
    sentence: 'The rows do not add up to the total of the invoice.',
    cause: 'A row is missing, doubled or wrong, or the stated total is.',
    remedy: 'Correct the invoice in the billing system and export it again.',
  },
  tax_total_mismatch: {
    sentence: 'The tax of the rows does not add up to the tax of the invoice.',
    cause: 'A row is missing or its tax is wrong, or the stated tax is.',
    remedy: 'Correct the invoice in the billing system and export it again.',
  },
  net_total_mismatch: {
    sentence: 'The rows do not add up to the net total of the invoice.',
    cause: 'A row is missing or wrong, or the stated net total is.',
    remedy: 'Correct the invoice in the billing system and export it again.',
  },
  negative_total: {
    sentence: 'The invoice comes to less than nothing.',
    cause: 'It is a credit note in the form of an invoice, which Xero does not take as an invoice.',
    remedy: 'Issue it as a credit note.',
  },
  unknown_tax: {
    sentence: 'The rate of a tax is not known.',
    cause: 'The file names the tax, but neither its rate nor its amount.',
    remedy: 'Add the tax rate or the tax to the row, or give the tax rate as a setting.',
  },
  more_faults: {
    sentence: 'There are more faults than are listed.',
    cause: 'The invoice or file has very many.',
    remedy: 'Correct those that are listed, then import again.',
  },
  tax_not_from_rate: {
    sentence: 'A tax does not follow from its rate; it was taken as stated.',
    cause: 'The billing system rounds otherwise, or the tax was entered by hand.',
    remedy: 'Nothing, if the tax on the invoice is right.',
  },
  tax_rate_inferred: {
    sentence: 'A tax has no rate; the rate was worked out from the amounts.',
    cause: 'The rate of the row is blank.',
    remedy: 'Nothing, if the rate is right.',
  },
  amount_as_stated: {
    sentence: 'A row is one cent off its quantity × price; its amount was taken as stated.',
    cause: 'The billing system rounds otherwise.',
    remedy: 'Nothing.',
  },
  amount_rounded: {
    sentence: 'An amount has fractions of a cent; it was rounded.',
    cause: 'The billing system exports more decimals than the currency has.',
    remedy: 'Nothing: the rounded amounts add up.',
  },
  line_totals_without_tax: {
    sentence: 'The totals of the rows are without tax; they were read so.',
    cause: 'LEDES 98BI V2 wants LINE_ITEM_TOTAL with tax; some systems leave it out.',
    remedy: 'Nothing: the totals of the invoice add up.',
  },
  reported_tax_differs: {
    sentence: 'The tax reported beside the invoice is not the tax of the invoice.',
    cause: 'INVOICE_REPORTED_TAX_TOTAL and INVOICE_TAX_TOTAL differ in the same currency.',
    remedy: 'Check which of the two is right; the tax of the rows was taken.',
  },
} as const satisfies Record<string, ImportCodeText>;

export type ImportCode = keyof typeof importCodes;

/** The text of a code; undefined for a code that is not of this table. */
export function importCodeText(code: string): ImportCodeText | undefined {
  return Object.hasOwn(importCodes, code) ? importCodes[code as ImportCode] : undefined;
}
