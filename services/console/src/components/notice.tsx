import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { errorWords } from '../api/error-words.js';
import { text } from '../text/index.js';
import './notice.css';

type Kind = 'hint' | 'warning' | 'failure';
const icons = { hint: Info, warning: TriangleAlert, failure: CircleAlert } as const;

interface NoticeProps {
  readonly kind?: Kind;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Says something where it belongs; failures are read out at once. */
export function Notice({ kind = 'hint', title, children, action }: NoticeProps) {
  const Icon = icons[kind];
  return (
    <div className={`notice notice-${kind}`} role={kind === 'failure' ? 'alert' : 'status'}>
      <Icon aria-hidden />
      <div className="notice-body">
        {title !== undefined && <strong>{title}</strong>}
        {children !== undefined && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}

/** An error of the API, in words; with what to tell whoever runs the server where it is theirs to mend. */
export function Failure({ error, action }: { readonly error: unknown; readonly action?: ReactNode }) {
  const { title, detail, requestId } = errorWords(error);
  return (
    <Notice kind="failure" title={title} action={action}>
      {detail}
      {requestId !== undefined && (
        <p className="notice-request">
          {text.errors.request} <code>{requestId}</code>
        </p>
      )}
    </Notice>
  );
}
