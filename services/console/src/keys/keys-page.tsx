import { text } from '../text/index.js';

export function KeysPage() {
  return <h1>{text.titles.keys}</h1>;
}
