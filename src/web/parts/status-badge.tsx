/** An invoice's status as a quiet badge; only what needs attention has a colour. */
import type { ShownStatus } from '../../api/invoices.ts';
import { statusWords } from '../words.ts';

const looks: Readonly<Record<ShownStatus, string>> = {
  draft: 'bg-hover text-soft',
  awaiting_approval: 'bg-accent-wash text-accent',
  issued: 'bg-accent-wash text-accent',
  part_paid: 'bg-accent-wash text-accent',
  overdue: 'bg-bad-wash text-bad',
  paid: 'bg-good-wash text-good',
  cancelled: 'bg-hover text-soft line-through',
};

export function StatusBadge({ status }: { status: ShownStatus }) {
  return (
    <span
      className={`inline-block rounded-full px-2 text-xs leading-5 font-medium whitespace-nowrap ${looks[status]}`}
    >
      {statusWords[status]}
    </span>
  );
}
