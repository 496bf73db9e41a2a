import { text } from '../text/index.js';

export function ImagesPage() {
  return <h1>{text.titles.images}</h1>;
}
