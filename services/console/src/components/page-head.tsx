import type { ReactNode } from 'react';
import './page-head.css';

interface PageHeadProps {
  readonly title: string;
  readonly lead: ReactNode;
  readonly action?: ReactNode;
}

export function PageHead({ title, lead, action }: PageHeadProps) {
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        <p>{lead}</p>
      </div>
      {action}
    </header>
  );
}
