import type { ReactNode } from 'react';
import './empty.css';

interface EmptyProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  /** The page is about this alone. */
  readonly heading?: 'h1' | 'h2' | 'h3';
}

/** Nothing is here: why, and what to do about it. */
export function Empty({ title, children, action, heading: Heading = 'h2' }: EmptyProps) {
  return (
    <div className="empty">
      <Heading>{title}</Heading>
      <p>{children}</p>
      {action}
    </div>
  );
}
