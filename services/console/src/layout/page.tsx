import type { ReactNode } from 'react';
import { Redirect } from 'wouter';
import { useExpired, useSession } from '../api/use-session.js';
import { Failure } from '../components/notice.js';
import type { PageName } from '../pages.js';
import { SignInAgain } from '../people/sign-in-again.js';
import { text } from '../text/index.js';
import { useFocusOnArrival, useTitle } from './arrival.js';
import { MemberShell } from './member-shell.js';
import { PublicFrame } from './public-frame.js';
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
    <MemberShell session={session} main={main} key={session.account?.account_id}>
      {children}
      {expired && <SignInAgain email={session.user.email} />}
    </MemberShell>
  );
}
