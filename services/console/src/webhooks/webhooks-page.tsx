import { text } from '../text/index.js';

export function WebhooksPage() {
  return <h1>{text.titles.webhooks}</h1>;
}
