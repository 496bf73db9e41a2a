import { text } from '../text/index.js';

export function UsagePage() {
  return <h1>{text.titles.usage}</h1>;
}
