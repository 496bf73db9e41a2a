import { text } from '../text/index.js';

export function ProfilePage() {
  return <h1>{text.titles.profile}</h1>;
}
