import { text } from '../text/index.js';

export function PlanPage() {
  return <h1>{text.titles.plan}</h1>;
}
