import { ButtonLink } from '../components/button.js';
import { Empty } from '../components/empty.js';
import { text } from '../text/index.js';
import { useTitle } from './arrival.js';
import { PublicFrame } from './public-frame.js';

export function NotFound() {
  useTitle(text.titles.missing);
  return (
    <PublicFrame>
      <Empty title={text.missing.title} heading="h1" action={<ButtonLink href="/">{text.nav.home}</ButtonLink>}>
        {text.missing.body}
      </Empty>
    </PublicFrame>
  );
}
