import type { FormEvent, ReactNode } from 'react';
import { Button } from '../components/button.js';
import { Failure } from '../components/notice.js';
import './entry.css';

interface EntryFormProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly act: string;
  readonly busy: boolean;
  readonly error?: unknown;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  readonly children: ReactNode;
  /** Below the button: other ways. */
  readonly after?: ReactNode;
}

/** One of the forms on the way in. */
export function EntryForm({ title, lead, act, busy, error, onSubmit, children, after }: EntryFormProps) {
  return (
    <section className="entry">
      <h1>{title}</h1>
      {lead !== undefined && <p className="entry-lead">{lead}</p>}
      <form className="form" onSubmit={onSubmit} noValidate>
        {error !== undefined && <Failure error={error} />}
        {children}
        <Button type="submit" look="primary" busy={busy}>
          {act}
        </Button>
      </form>
      {after}
    </section>
  );
}

/** Where such a form has led to. */
export function EntryDone({ title, children, after }: Pick<EntryFormProps, 'title' | 'children' | 'after'>) {
  return (
    <section className="entry" role="status">
      <h1>{title}</h1>
      <p className="entry-lead">{children}</p>
      {after}
    </section>
  );
}
