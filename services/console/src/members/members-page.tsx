import { text } from '../text/index.js';

export function MembersPage() {
  return <h1>{text.titles.members}</h1>;
}
