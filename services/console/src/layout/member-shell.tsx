import type { ReactNode, Ref } from 'react';
import type { Session } from '../api/use-session.js';
import { Empty } from '../components/empty.js';
import { Notice } from '../components/notice.js';
import { text } from '../text/index.js';
import { AccountMenu } from './account-menu.js';
import { Navigation } from './navigation.js';
import { Remaining } from './remaining.js';
import { Shell } from './shell.js';

interface MemberShellProps {
  readonly session: Session;
  readonly main: Ref<HTMLElement>;
  readonly children: ReactNode;
}

/** Around the pages of members: where one can go, for which account, and what is left of its month. */
export function MemberShell({ session, main, children }: MemberShellProps) {
  const { account } = session;
  const side = (onChoose?: () => void) => (
    <>
      <Navigation role={account?.role} onChoose={onChoose} />
      {account && <Remaining />}
    </>
  );
  return (
    <Shell home="/playground" side={side} corner={<AccountMenu session={session} />} main={main}>
      {account?.suspended && (
        <Notice kind="warning" title={text.suspended.title}>
          {text.suspended.body}
        </Notice>
      )}
      {account === undefined ? <Empty title={text.missing.title}>{text.missing.body}</Empty> : children}
    </Shell>
  );
}
