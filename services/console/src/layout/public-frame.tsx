import type { ReactNode, Ref } from 'react';
import { useSession } from '../api/use-session.js';
import { ButtonLink } from '../components/button.js';
import { text } from '../text/index.js';
import { Brand } from './brand.js';
import { ThemeMenu } from './theme-menu.js';
import './public-frame.css';

interface PublicFrameProps {
  readonly main?: Ref<HTMLElement>;
  /** A form alone, without the links that lead elsewhere. */
  readonly plain?: boolean;
  readonly children: ReactNode;
}

/** Around the pages that everybody sees. */
export function PublicFrame({ main, plain = false, children }: PublicFrameProps) {
  return (
    <>
      <a href="#main" className="skip">
        {text.nav.skip}
      </a>
      <header className="public-head">
        <Brand href="/" />
        <nav aria-label={text.nav.main}>
          <a href="/docs" className="button button-quiet public-wide">
            {text.nav.docs}
          </a>
          {!plain && (
            <a href="/#plans" className="button button-quiet public-wide">
              {text.nav.plans}
            </a>
          )}
          <ThemeMenu />
          {!plain && <EntryLinks />}
        </nav>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={plain ? 'public-plain' : undefined}>
        {children}
      </main>
      <footer className="public-foot">
        <span>{text.front.footer.made}</span>
        <a href="/docs">{text.front.footer.docs}</a>
        <a href="/api/openapi.json">{text.front.footer.openapi}</a>
      </footer>
    </>
  );
}

function EntryLinks() {
  const { session } = useSession();
  if (session) {
    return (
      <ButtonLink href="/playground" look="primary">
        {text.nav.playground}
      </ButtonLink>
    );
  }
  return (
    <>
      <ButtonLink href="/sign-in" look="quiet">
        {text.actions.signIn}
      </ButtonLink>
      <ButtonLink href="/sign-up" look="primary">
        {text.actions.signUp}
      </ButtonLink>
    </>
  );
}
