/**
 * Why a record is not in agreement: one entry a code, with the sentence that a biller reads, its
 * cause and its remedy. `{name}` is filled from the finding's facts. `docs/FINDINGS.md` lists them;
 * a test compares both.
 */
export type FindingClass = 'rejected' | 'conflict' | 'drift' | 'blocked' | 'held';

interface FindingText {
  readonly class: FindingClass;
  readonly sentence: string;
  readonly cause: string;
  readonly remedy: string;
}

export const findingCodes = {
  'contact.rejected': {
    class: 'rejected',
    sentence: 'Xero refused contact {name}: {messages}',
    cause: 'Xero checks a contact when it is sent and did not take this one.',
    remedy:
      'Correct the contact here or in Xero; it is sent again by itself once something changes.',
  },
  'contact.match_review': {
    class: 'conflict',
    sentence:
      'Xero has a contact named {name}, but with e-mail {xeroEmail} instead of {bookEmail}.',
    cause: 'A match by name alone is not proof that they are one.',
    remedy: 'Say that they are the same, or rename one of them.',
  },
  'contact.match_tie': {
    class: 'conflict',
    sentence: 'Xero has {count} contacts that could be {name}.',
    cause: 'More than one contact fits equally well.',
    remedy: 'Choose the right one, or set its contact number in Xero to {number}.',
  },
  'contact.namesakes': {
    class: 'conflict',
    sentence: '{count} contacts here are named {name}, and Xero has one of that name.',
    cause: 'It is not clear which of them is the contact in Xero.',
    remedy:
      'Set the contact number in Xero to that of the right one, here {number}, or rename one.',
  },
  'contact.number_taken': {
    class: 'conflict',
    sentence: 'The contact {name} in Xero carries another contact number ({xeroNumber}).',
    cause: 'A contact number that another system set is never overwritten.',
    remedy: 'Clear or correct the contact number in Xero, or link the contact by hand.',
  },
  'contact.differs': {
    class: 'conflict',
    sentence: '{name}: {field} is “{book}” here and “{xero}” in Xero.',
    cause: 'Both sides hold a value and it was never agreed which is right, or both were changed.',
    remedy: 'Choose which side is right.',
  },
  'contact.archived_in_xero': {
    class: 'blocked',
    sentence: 'Contact {name} is archived in Xero.',
    cause:
      'Xero takes no new documents for an archived contact, and only a person can restore it there.',
    remedy: 'Restore the contact in Xero, or merge it into the right one.',
  },
  'contact.not_in_xero': {
    class: 'blocked',
    sentence: 'Contact {name} is not in Xero and the policy does not create contacts.',
    cause: 'The policy only matches contacts.',
    remedy: 'Create the contact in Xero, or let the policy create contacts.',
  },
  'invoice.rejected': {
    class: 'rejected',
    sentence: 'Xero refused invoice {number}: {messages}',
    cause: 'Xero checks an invoice when it is sent and did not take this one.',
    remedy:
      'Correct the invoice here or the setting in Xero; it is sent again once something changes.',
  },
  'invoice.number_clash': {
    class: 'conflict',
    sentence: 'Xero already has an invoice {number}, and it is not this one ({why}).',
    cause:
      'The number was used in Xero by somebody else, or before the cut-over with other content.',
    remedy: 'Renumber one of them, or adopt the one in Xero if it is the same invoice.',
  },
  'invoice.contact_blocked': {
    class: 'blocked',
    sentence: 'Invoice {number} waits for its contact {name}.',
    cause: 'The contact is not linked to a contact in Xero yet.',
    remedy: 'Solve the finding of the contact; the invoice follows by itself.',
  },
  'invoice.account_unknown': {
    class: 'blocked',
    sentence:
      'Invoice {number}, line {line}: account {account} for {kind} lines is not an active account in Xero.',
    cause: 'The mapping names an account that the organisation does not have or has archived.',
    remedy: 'Choose another account in the mapping, or create it in Xero.',
  },
  'invoice.tax_unmapped': {
    class: 'blocked',
    sentence:
      'Invoice {number}, line {line}: no tax rate in Xero stands for {taxCode} at {taxRate} %.',
    cause: 'The mapping has no tax rate for it, or the one it has is of another percentage.',
    remedy: 'Map the tax code to a tax rate of Xero with that percentage, or create one there.',
  },
  'invoice.totals_differ': {
    class: 'blocked',
    sentence:
      'Invoice {number} is not sent: {what} would be {xero} in Xero and is {book} here ({line}).',
    cause: 'Xero’s arithmetic does not give our total.',
    remedy: 'Correct the line, or add a rounding line.',
  },
  'invoice.currency_not_subscribed': {
    class: 'blocked',
    sentence: 'Invoice {number} is in {currency}, which the organisation does not use.',
    cause: 'A currency is never added to Xero unasked.',
    remedy: 'Add {currency} in Xero under Settings, Currencies.',
  },
  'invoice.period_locked': {
    class: 'blocked',
    sentence:
      'Invoice {number} is dated {date}, in a period that Xero has locked up to {lockDate}.',
    cause:
      'Xero takes nothing dated on or before its lock date, and dates are never moved in silence.',
    remedy: 'Open the period in Xero, or date the invoice after it.',
  },
  'invoice.not_editable': {
    class: 'blocked',
    sentence:
      'Invoice {number} was changed here ({fields}), but Xero no longer takes that: it is {state} there.',
    cause: 'Xero lets nobody change amounts of an invoice that has payments or credits.',
    remedy: 'Void and reissue it, or undo the change here.',
  },
  'invoice.edited_in_xero': {
    class: 'drift',
    sentence: 'Invoice {number} was changed in Xero: {fields}.',
    cause: 'The book owns these fields; somebody edited them in Xero.',
    remedy: 'Overwrite Xero’s with ours, or accept theirs.',
  },
  'invoice.conflict': {
    class: 'conflict',
    sentence: 'Invoice {number} was changed on both sides: {fields}.',
    cause: 'The same fields were edited here and in Xero since they last agreed.',
    remedy: 'Choose which side is right.',
  },
  'invoice.voided_in_xero': {
    class: 'drift',
    sentence: 'Invoice {number} was {state} in Xero and still stands here.',
    cause: 'Somebody took it out of the books in Xero.',
    remedy: 'Cancel it here too, or send it again under a new number.',
  },
  'invoice.cannot_void': {
    class: 'blocked',
    sentence: 'Invoice {number} is cancelled here but has money applied to it in Xero.',
    cause: 'Xero voids no invoice that has payments or credit notes.',
    remedy: 'Remove the payments or credits in Xero first.',
  },
  'invoice.echo_differs': {
    class: 'conflict',
    sentence: 'Xero took invoice {number} but holds {field} {xero} where {book} was sent.',
    cause: 'Xero changed or ignored part of what was sent.',
    remedy: 'Compare both sides and correct one of them.',
  },
  'payment.rejected': {
    class: 'rejected',
    sentence: 'Xero refused the payment of {amount} on invoice {number}: {messages}',
    cause: 'Xero checks a payment when it is sent and did not take this one.',
    remedy:
      'Correct the payment here or the invoice in Xero; it is sent again once something changes.',
  },
  'payment.invoice_not_approved': {
    class: 'held',
    sentence: 'The payment of {amount} waits until invoice {number} is approved in Xero.',
    cause: 'Xero takes payments only against approved invoices.',
    remedy: 'Approve the invoice in Xero; the payment follows by itself.',
  },
  'payment.invoice_blocked': {
    class: 'blocked',
    sentence: 'The payment of {amount} waits for invoice {number}, which is not in Xero.',
    cause: 'The invoice has a finding of its own, or is not sent.',
    remedy: 'Solve the finding of the invoice; the payment follows by itself.',
  },
  'payment.bank_account_unknown': {
    class: 'blocked',
    sentence:
      'The payment of {amount} on invoice {number} came to “{bankAccount}”, which is not mapped to an account of Xero that takes payments.',
    cause: 'Only bank accounts that the mapping names receive payments.',
    remedy: 'Map it to a bank account in the settings of the connection.',
  },
  'payment.exceeds_due': {
    class: 'conflict',
    sentence:
      'The payment of {amount} on invoice {number} is more than the {due} still due in Xero.',
    cause: 'Something else was paid or credited in Xero.',
    remedy: 'Look at the payments on both sides and remove or correct one.',
  },
  'payment.period_locked': {
    class: 'blocked',
    sentence:
      'The payment of {amount} on invoice {number} is dated {date}, in a period locked up to {lockDate}.',
    cause:
      'Xero takes nothing dated on or before its lock date, and dates are never moved in silence.',
    remedy: 'Open the period in Xero, or date the payment after it.',
  },
  'payment.not_removable': {
    class: 'blocked',
    sentence:
      'The payment of {amount} on invoice {number} was changed or deleted here, but in Xero it is {why}.',
    cause: 'A payment that is reconciled, part of a batch or not made by us is never deleted.',
    remedy: 'Undo it in Xero by hand, or undo the change here.',
  },
  'payment.not_followed': {
    class: 'drift',
    sentence: 'The payment of {amount} on invoice {number} was changed here after it was sent.',
    cause: 'The policy sends a payment once and lets no edit follow.',
    remedy: 'Correct it in Xero by hand, or let edits follow.',
  },
  'payment.doubled': {
    class: 'conflict',
    sentence:
      'Xero has {count} payments of {amount} on invoice {number} that carry one mark of ours.',
    cause: 'A call that was given up reached Xero after all, and was made again.',
    remedy: 'Delete all but one of them in Xero.',
  },
  'payment.only_in_xero': {
    class: 'drift',
    sentence: 'Xero has a payment of {amount} on invoice {number} that is not here.',
    cause: 'It was entered in Xero, and the policy brings no payments back.',
    remedy: 'Enter it here too, or let payments come from Xero.',
  },
  'held.unknown': {
    class: 'held',
    sentence: '{what} was sent but no answer came; Xero is asked before anything is sent again.',
    cause: 'The connection broke, or the program was stopped, after sending.',
    remedy: 'Nothing to do: it is settled by itself, at the latest after ten minutes.',
  },
  'held.read_only': {
    class: 'held',
    sentence: '{what} would be written to Xero, but the connection is read-only.',
    cause: 'The first look writes nothing.',
    remedy: 'Allow writing in the settings of the connection.',
  },
} as const satisfies Record<string, FindingText>;

export type FindingCode = keyof typeof findingCodes;

/** The sentence of a finding, with its facts in it. */
export function findingSentence(finding: {
  code: FindingCode;
  facts: Readonly<Record<string, string>>;
}): string {
  return findingCodes[finding.code].sentence.replace(
    /\{(\w+)\}/g,
    (_, name: string) => finding.facts[name] ?? '?',
  );
}
