import { Link } from 'wouter';
import { m } from '../messages/messages.ts';
import { buttonClass } from './button.tsx';
import { EmptyState } from './empty-state.tsx';

export function NotFound() {
  return (
    <EmptyState
      title={m.trouble.notFoundTitle}
      action={
        <Link className={buttonClass()} href="/">
          {m.trouble.toStart}
        </Link>
      }
    >
      {m.trouble.notFound}
    </EmptyState>
  );
}
