/** An address that leads nowhere. */
import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { Empty } from '../parts/feedback.tsx';

export function NotFoundPage() {
  return (
    <div className="mx-auto max-w-2xl p-8">
      <h1 className="sr-only">Not found</h1>
      <Empty icon={<Compass />} title="There is nothing at this address.">
        Go to the{' '}
        <Link to="/" className="text-accent underline">
          overview
        </Link>{' '}
        or the{' '}
        <Link to="/invoices" search={{}} className="text-accent underline">
          invoices
        </Link>
        .
      </Empty>
    </div>
  );
}
