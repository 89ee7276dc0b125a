/**
 * Collects what is wrong with one invoice (or file) while it is read, so that a refusal names every
 * fault and not only the first. Bounded: past `faultsMax` the rest is counted, not kept.
 */
import type { ImportCode } from './import-codes.ts';
import type { ImportFault } from './imported-invoice.ts';

const faultsMax = 1000;

export interface FoundFault {
  readonly line: number;
  readonly field: string;
  readonly code: ImportCode;
  readonly message: string;
}

export class FaultList {
  private readonly faults: FoundFault[] = [];
  private leftOut = 0;
  private lastLine = 0;

  add(fault: FoundFault): void {
    if (this.faults.length < faultsMax) {
      this.faults.push(fault);
      return;
    }
    this.leftOut += 1;
    this.lastLine = fault.line;
  }

  get isEmpty(): boolean {
    return this.faults.length === 0;
  }

  /** In the order of the file's lines. */
  inOrder(): readonly ImportFault[] {
    const sorted = this.faults.toSorted((a, b) => a.line - b.line);
    if (this.leftOut === 0) return sorted;
    const message = `${this.leftOut} more faults are not listed, the last on line ${this.lastLine}.`;
    return [...sorted, { line: this.lastLine, field: '', code: 'more_faults', message }];
  }
}
