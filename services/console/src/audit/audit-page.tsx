import { text } from '../text/index.js';

export function AuditPage() {
  return <h1>{text.titles.audit}</h1>;
}
