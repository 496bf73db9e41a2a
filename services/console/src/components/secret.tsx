import { text } from '../text/index.js';
import { CopyButton } from './copy.js';
import './secret.css';

/** What is shown once. */
export function Secret({ value }: { readonly value: string }) {
  return (
    <div className="secret">
      <code>{value}</code>
      <CopyButton value={value} label={text.actions.copy} />
    </div>
  );
}
