import { type ReactNode, useEffect, useRef } from 'react';
import { Redirect, useLocation } from 'wouter';
import { useExpired, useSession } from '../api/use-session.js';
import { Failure } from '../components/notice.js';
import type { PageName } from '../pages.js';
import { SignInAgain } from '../people/sign-in-again.js';
import { text } from '../text/index.js';
import { PublicFrame } from './public-frame.js';
import { Shell } from './shell.js';
import { Waiting } from './waiting.js';

interface PageProps {
  readonly name: PageName;
  readonly path: string;
  readonly access: 'everybody' | 'members';
  readonly children: ReactNode;
}

/** What is around every page: its title, its frame, and who may see it. */
export function Page({ name, path, access, children }: PageProps) {
  useTitle(text.titles[name]);
  const main = useFocusOnArrival();
  const { session, error } = useSession();
  const expired = useExpired();
  if (access === 'everybody') {
    return (
      <PublicFrame main={main} plain={name !== 'front'}>
        {children}
      </PublicFrame>
    );
  }
  if (session === undefined) return error === null ? <Waiting /> : <Failure error={error} />;
  if (session === null) return <Redirect to={`/sign-in?next=${encodeURIComponent(path + location.search)}`} />;
  return (
    <Shell session={session} main={main} key={session.account?.account_id}>
      {children}
      {expired && <SignInAgain email={session.user.email} />}
    </Shell>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${text.product}`;
  }, [title]);
}

/** Where the reader is: a new place is one that they came to by a link of the site. */
let place: string | undefined;

/** Whoever goes on by keyboard or hears the page begins at its content, not at the link that was followed. */
function useFocusOnArrival() {
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  useEffect(() => {
    if (place !== undefined && place !== path) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    place = path;
  }, [path]);
  return main;
}
