/**
 * Writes of one or many elements. Each element stands alone: valid ones are saved even when others
 * are refused. Without summarizeErrors=false any invalid element makes the answer a 400 that lists
 * all of them; with it the answer is 200 and each element carries its own outcome.
 */
import { validationException, type Answer } from './answers.ts';
import { answerWith, flagParameter, type Call } from './call.ts';
import type { InputObject } from './input.ts';

/** What became of one element. `echo` is the request as Xero repeats it for a failure. */
export interface Written {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** The stored record, in full; only asked for without errors. */
  readonly view: () => object;
  readonly echo: () => object;
}

export interface BatchShape {
  readonly plural: string;
  /** Invoices and credit notes say HasErrors, contacts and payments HasValidationErrors. */
  readonly errorFlag: 'HasErrors' | 'HasValidationErrors';
}

function messages(texts: readonly string[]): readonly object[] {
  return texts.map((Message) => ({ Message }));
}

/** The outcome of a refused element. */
export function refused(errors: readonly string[], echo: () => object): Written {
  return { errors, warnings: [], view: echo, echo };
}

export function writeBatch(
  call: Call,
  shape: BatchShape,
  batch: {
    readonly elements: readonly InputObject[];
    readonly write: (element: InputObject) => Written;
  },
): Answer {
  const written = batch.elements.map((element) => batch.write(element));
  const failed = written.some((one) => one.errors.length > 0);
  if (flagParameter(call, 'summarizeErrors') === false) {
    const elements = written.map((one) => withOutcome(one, shape));
    return answerWith(call, shape.plural, elements);
  }
  if (!failed) {
    const elements = written.map((one) =>
      one.warnings.length === 0
        ? { ...one.view(), [shape.errorFlag]: false }
        : { ...one.view(), [shape.errorFlag]: false, Warnings: messages(one.warnings) },
    );
    return answerWith(call, shape.plural, elements);
  }
  return validationException(
    written.map((one) => ({
      ...one.echo(),
      [shape.errorFlag]: one.errors.length > 0,
      ValidationErrors: messages(one.errors),
    })),
  );
}

function withOutcome(one: Written, shape: BatchShape): object {
  if (one.errors.length > 0) {
    return {
      ...one.echo(),
      [shape.errorFlag]: true,
      StatusAttributeString: 'ERROR',
      ValidationErrors: messages(one.errors),
    };
  }
  const warned = one.warnings.length > 0;
  return {
    ...one.view(),
    [shape.errorFlag]: false,
    StatusAttributeString: warned ? 'WARNING' : 'OK',
    Warnings: warned ? messages(one.warnings) : undefined,
  };
}
