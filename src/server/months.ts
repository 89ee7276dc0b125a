/** Months as the API names them (2026-11), and the days they begin with. */
import { date, type CalendarDate } from '../base/time.ts';

export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const index = year * 12 + (number - 1) + count;
  const text = String((index % 12) + 1).padStart(2, '0');
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${text}`;
}

export function firstOfMonth(month: string): CalendarDate {
  return date(`${month}-01`);
}
