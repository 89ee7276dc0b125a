/**
 * The CreditNotes resource: lists and reads, simple creation and editing, and allocation to the
 * invoices of the same contact. A note with something allocated can't be voided.
 */
import { Decimal } from '../base/decimal.ts';
import { jsonAnswer, notFound, Refusal, validationException, type Answer } from './answers.ts';
import { refused, writeBatch, type Written } from './batch.ts';
import {
  answerWith,
  flagParameter,
  listParameter,
  logWrite,
  unitPlaces,
  type Call,
} from './call.ts';
import { allocate, type AllocationWritten } from './credit-allocation.ts';
import { askedStatus, buildDocument } from './document-build.ts';
import { echoDocument, viewDocument, type ViewOptions } from './document-view.ts';
import { readElements, type InputObject } from './input.ts';
import { statusOnCreation, statusOnUpdate } from './invoice-status.ts';
import { isPaged, listRecords } from './listing.ts';
import { lockedDocument } from './lock-dates.ts';
import type { CreditNote } from './records.ts';
import { settleCreditNote, settledCreditNote, settleInvoice } from './settlement.ts';
import type { FieldMap } from './where-evaluation.ts';
import { wireDate, zeroId } from './wire.ts';

const shape = { plural: 'CreditNotes', errorFlag: 'HasErrors' } as const;

function fieldsIn(call: Call): FieldMap<CreditNote> {
  return {
    creditnoteid: (n) => n.CreditNoteID,
    creditnotenumber: (n) => n.CreditNoteNumber,
    type: (n) => n.Type,
    status: (n) => n.Status,
    reference: (n) => n.Reference,
    date: (n) => Date.parse(`${n.Date}T00:00:00Z`),
    total: (n) => n.Total,
    remainingcredit: (n) => n.RemainingCredit,
    currencycode: (n) => n.CurrencyCode,
    updateddateutc: (n) => n.UpdatedAt,
    'contact.contactid': (n) => n.ContactID,
    'contact.name': (n) => call.books.contacts.get(n.ContactID)?.Name,
  };
}

function viewNote(call: Call, note: CreditNote, form: ViewOptions['form']): object {
  return {
    CreditNoteID: note.CreditNoteID,
    CreditNoteNumber: note.CreditNoteNumber,
    ID: note.CreditNoteID,
    Type: note.Type,
    Payments: [],
    RemainingCredit: note.RemainingCredit,
    Allocations: note.Allocations.map((allocation) => ({
      AllocationID: allocation.AllocationID,
      Amount: allocation.Amount,
      Date: wireDate(allocation.Date),
      Invoice: {
        InvoiceID: allocation.InvoiceID,
        InvoiceNumber: call.books.invoices.get(allocation.InvoiceID)?.InvoiceNumber,
        Payments: [],
        CreditNotes: [],
        Prepayments: [],
        Overpayments: [],
        IsDiscounted: false,
        InvoiceAddresses: [],
        HasErrors: false,
        InvoicePaymentServices: [],
        LineItems: [],
      },
    })),
    HasAttachments: form === 'written' ? undefined : false,
    InvoiceAddresses: [],
    ...viewDocument(note, { books: call.books, form, unitPlaces: unitPlaces(call) }),
  };
}

export function listCreditNotes(call: Call): Answer {
  const ids = listParameter(call, 'IDs');
  const { records, pagination } = listRecords(call, {
    table: call.books.creditNotes,
    fields: fieldsIn(call),
    type: 'CreditNote',
    searched: (n) => [n.CreditNoteNumber, n.Reference],
    keeps: () => true,
    named: ids?.flatMap((id) => call.books.creditNotes.get(id) ?? []),
  });
  const summary = flagParameter(call, 'summaryOnly') === true;
  const form = summary ? 'summary' : isPaged(call) ? 'paged' : 'unpaged';
  const views = records.map((note) => viewNote(call, note, form));
  return answerWith(call, shape.plural, views, pagination);
}

function noteAt(call: Call, key: string): CreditNote | undefined {
  const { creditNotes } = call.books;
  return creditNotes.get(key.toLowerCase()) ?? creditNotes.find('number', key.toLowerCase())[0];
}

export function readCreditNote(call: Call, key: string): Answer {
  const note = noteAt(call, key);
  return note ? answerWith(call, shape.plural, [viewNote(call, note, 'single')]) : notFound();
}

export function createCreditNotes(call: Call): Answer {
  const elements = readElements(call.body, 'CreditNotes', 'CreditNote');
  return writeBatch(call, shape, { elements, write: (input) => writeNote(call, input, undefined) });
}

export function upsertCreditNotes(call: Call): Answer {
  const elements = readElements(call.body, 'CreditNotes', 'CreditNote');
  return writeBatch(call, shape, {
    elements,
    write: (input) => {
      const id = input.text('CreditNoteID')?.toLowerCase();
      const number = input.text('CreditNoteNumber')?.toLowerCase();
      const { creditNotes } = call.books;
      const stored = id ? creditNotes.get(id) : creditNotes.find('number', number ?? '')[0];
      return writeNote(call, input, stored);
    },
  });
}

export function updateCreditNote(call: Call, key: string): Answer {
  const stored = noteAt(call, key);
  if (!stored) return notFound();
  const elements = readElements(call.body, 'CreditNotes', 'CreditNote').slice(0, 1);
  return writeBatch(call, shape, { elements, write: (input) => writeNote(call, input, stored) });
}

function writeNote(call: Call, input: InputObject, stored: CreditNote | undefined): Written {
  const echo = (): object => ({
    CreditNoteID: stored?.CreditNoteID ?? zeroId,
    ID: stored?.CreditNoteID ?? zeroId,
    CreditNoteNumber: input.text('CreditNoteNumber'),
    Type: input.text('Type') ?? stored?.Type,
    ...echoDocument(input, stored),
  });
  if (!stored && input.text('CreditNoteID')) {
    return refused(
      ['An existing Credit Note with the specified CreditNoteID could not be found'],
      echo,
    );
  }
  const type = stored?.Type ?? input.text('Type')?.toUpperCase();
  if (type !== 'ACCRECCREDIT' && type !== 'ACCPAYCREDIT') {
    return refused(['Credit note not of valid type for creation'], echo);
  }
  const applied = stored !== undefined && !stored.RemainingCredit.equals(stored.Total);
  const decision = stored
    ? statusOnUpdate('Credit note', { status: stored.Status, applied }, askedStatus(input))
    : statusOnCreation('Credit note', askedStatus(input));
  if (decision.error !== undefined) return refused([decision.error], echo);
  if (stored && (decision.status === 'VOIDED' || decision.status === 'DELETED')) {
    const locked = stored.Status === 'AUTHORISED' && lockedDocument(call.books, stored.Date);
    if (locked) return refused([locked], echo);
    return saveNote(
      call,
      { ...stored, Status: decision.status, UpdatedAt: call.now },
      { stored, echo },
    );
  }
  if (applied) {
    const Reference = input.text('Reference') ?? stored.Reference;
    return saveNote(call, { ...stored, Reference, UpdatedAt: call.now }, { stored, echo });
  }
  const built = buildDocument<CreditNote>(call, input, {
    stored,
    status: decision.status,
    discounts: false,
    references: true,
  });
  const number = input.text('CreditNoteNumber') || stored?.CreditNoteNumber;
  const taken = call.books.creditNotes
    .find('number', number?.toLowerCase() ?? '')
    .some((other) => other.CreditNoteID !== stored?.CreditNoteID && other.Type === 'ACCRECCREDIT');
  const errors = [...built.errors];
  if (taken && type === 'ACCRECCREDIT') errors.push('Credit note # must be unique.');
  if (errors.length > 0) return refused(errors, echo);
  built.saveContact();
  const note: CreditNote = {
    ...built.document,
    CreditNoteID: stored?.CreditNoteID ?? call.random.uuid(),
    Type: type,
    CreditNoteNumber: number ?? nextNumber(call),
    RemainingCredit: built.document.Total,
    Allocations: [],
  };
  return saveNote(call, note, { stored, echo });
}

function nextNumber(call: Call): string {
  for (let next = call.books.sequences.get('creditNote')?.next ?? 1; ; next += 1) {
    const number = `CN-${String(next).padStart(4, '0')}`;
    if (call.books.creditNotes.find('number', number.toLowerCase()).length > 0) continue;
    call.books.sequences.set('creditNote', { next: next + 1 });
    return number;
  }
}

function saveNote(
  call: Call,
  note: CreditNote,
  context: { readonly stored: CreditNote | undefined; readonly echo: () => object },
): Written {
  const gone = note.Status === 'VOIDED' || note.Status === 'DELETED';
  const saved = gone ? note : settledCreditNote(call, note);
  call.books.creditNotes.put(saved);
  const kinds = { VOIDED: 'void', DELETED: 'delete' } as const;
  logWrite(call, {
    resource: 'CreditNotes',
    id: saved.CreditNoteID,
    kind:
      saved.Status === 'VOIDED' || saved.Status === 'DELETED'
        ? kinds[saved.Status]
        : context.stored
          ? 'update'
          : 'create',
    number: saved.CreditNoteNumber,
    reference: saved.Reference,
  });
  return {
    errors: [],
    warnings: [],
    view: () => viewNote(call, saved, 'written'),
    echo: context.echo,
  };
}

/** PUT …/Allocations: once the note is AUTHORISED. */
export function allocateCredit(call: Call, key: string): Answer {
  const note = noteAt(call, key);
  if (!note) return notFound();
  const elements = readElements(call.body, 'Allocations', 'Allocation');
  const written = elements.map((input): AllocationWritten =>
    allocate(call, note.CreditNoteID, input),
  );
  const failed = written.some((one) => one.errors.length > 0);
  const views = written.map((one) => one.view);
  return failed ? validationException(views) : answerWith(call, 'Allocations', views);
}

/** DELETE …/Allocations/{id}: answers with a bare object. */
export function removeAllocation(call: Call, key: string, allocationId: string): Answer {
  const note = noteAt(call, key);
  const gone = note?.Allocations.find((a) => a.AllocationID === allocationId.toLowerCase());
  if (!note || !gone) throw new Refusal(notFound());
  const Allocations = note.Allocations.filter((a) => a !== gone);
  call.books.creditNotes.put({ ...note, Allocations });
  settleCreditNote(call, note.CreditNoteID);
  settleInvoice(call, gone.InvoiceID);
  logWrite(call, { resource: 'Allocations', id: gone.AllocationID, kind: 'delete' });
  return jsonAnswer(200, {
    AllocationId: gone.AllocationID,
    Amount: gone.Amount ?? Decimal.zero,
    Date: wireDate(gone.Date),
    Invoice: [{ InvoiceID: gone.InvoiceID }],
    IsDeleted: true,
  });
}
