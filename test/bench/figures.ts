/**
 * What a bench measures: figures with their goals, the table that is printed and the JSON that is
 * kept. Only counts decide whether a run passes; times and memory depend on the machine and are said.
 */
export type Unit = 'calls' | 'bytes' | 'times' | 's' | 'lines/s' | 'MB' | 'records';

export interface Figure {
  readonly scenario: string;
  /** What is counted, in a few words. */
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  /** At most this. */
  readonly goal?: number;
  /** What it can't go below, for comparison. */
  readonly floor?: number;
  /** Whether missing the goal fails the run: true for what a machine's speed can't change. */
  readonly isCount: boolean;
}

const countedUnits: readonly Unit[] = ['calls', 'bytes', 'times', 'records'];

/** A figure; it decides the run's outcome unless its unit is a time, a rate or memory. */
export function figure(given: Omit<Figure, 'isCount'>): Figure {
  return { ...given, isCount: countedUnits.includes(given.unit) };
}

/** Whether a figure keeps to its goal; one without a goal does. */
export function isKept({ value, goal }: Figure): boolean {
  return goal === undefined || value <= goal;
}

/** The counts whose goal was missed. */
export function missedCounts(figures: readonly Figure[]): Figure[] {
  return figures.filter((one) => one.isCount && !isKept(one));
}

function shown(value: number, unit: Unit): string {
  const digits = unit === 's' || unit === 'times' ? 2 : 0;
  const text = value.toLocaleString('en-GB', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${text} ${unit}`;
}

function verdict(one: Figure): string {
  if (one.goal === undefined) return '';
  if (isKept(one)) return 'kept';
  return one.isCount ? 'MISSED' : 'over (not counted)';
}

/** One row a figure, in columns, the scenario said once. */
export function figureTable(figures: readonly Figure[]): string {
  const head = ['scenario', 'figure', 'measured', 'goal', 'floor', ''];
  let last = '';
  const rows = figures.map((one) => {
    const scenario = one.scenario === last ? '' : one.scenario;
    last = one.scenario;
    const goal = one.goal === undefined ? '' : `≤ ${shown(one.goal, one.unit)}`;
    const floor = one.floor === undefined ? '' : shown(one.floor, one.unit);
    return [scenario, one.name, shown(one.value, one.unit), goal, floor, verdict(one)];
  });
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  const isRight = (column: number): boolean => column >= 2 && column <= 4;
  return all
    .map((row) =>
      row
        .map((cell, i) =>
          isRight(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
