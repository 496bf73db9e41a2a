import type { InvitationResource, MemberResource, MemberRoleName } from '@imageai/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../api/client.js';
import { queries } from '../api/queries.js';
import { sessionKey } from '../api/session-state.js';
import { useSession } from '../api/use-session.js';
import { Button } from '../components/button.js';
import { Confirm } from '../components/confirm.js';
import { Loaded } from '../components/loaded.js';
import { PageHead } from '../components/page-head.js';
import { errorToast, toasts } from '../components/toasts.js';
import { useMay } from '../components/use-may.js';
import { text } from '../text/index.js';
import { Invitations } from './invitations.js';
import { InviteForm } from './invite-form.js';
import { MemberTable } from './member-table.js';
import './members-page.css';

const words = text.account.members;

type Open =
  | { readonly what: 'invite' | 'leave' }
  | { readonly what: 'remove'; readonly member: MemberResource }
  | { readonly what: 'withdraw'; readonly invitation: InvitationResource };

const refresh = () =>
  Promise.all([['members'], ['invitations']].map((queryKey) => queries.invalidateQueries({ queryKey })));

export function MembersPage() {
  const members = useQuery({ queryKey: ['members'], queryFn: ({ signal }) => client.members.list({ signal }) });
  const isOwner = useMay('owner');
  const { session } = useSession();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const setRole = async (userId: string, role: MemberRoleName) => {
    try {
      await client.members.setRole(userId, role);
    } catch (error) {
      toasts.add(errorToast(error));
    }
    await refresh();
  };
  const leave = async () => {
    await client.account.leave();
    await queries.invalidateQueries({ queryKey: sessionKey });
  };
  const invite = isOwner && (
    <Button look="primary" onClick={() => setOpen({ what: 'invite' })}>
      {words.invite}
    </Button>
  );
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={invite} />
      <Loaded query={members}>
        {(list) => (
          <MemberTable
            members={list}
            self={session?.user.id}
            isOwner={isOwner}
            onRole={setRole}
            onRemove={(member) => setOpen({ what: 'remove', member })}
          />
        )}
      </Loaded>
      {isOwner && <Invitations onWithdraw={(invitation) => setOpen({ what: 'withdraw', invitation })} />}
      <Button look="danger" className="members-leave" onClick={() => setOpen({ what: 'leave' })}>
        {words.leave}
      </Button>
      {open?.what === 'invite' && <InviteForm onClose={close} onSent={refresh} />}
      {open?.what === 'remove' && (
        <Confirm
          open
          onClose={close}
          title={words.removeTitle(open.member.user.name)}
          act={words.remove}
          onConfirm={() => client.members.remove(open.member.user.id).then(refresh)}
        >
          {words.removeBody}
        </Confirm>
      )}
      {open?.what === 'withdraw' && (
        <Confirm
          open
          onClose={close}
          title={words.withdrawTitle}
          act={words.withdraw}
          onConfirm={() => client.invitations.revoke(open.invitation.id).then(refresh)}
        >
          {words.withdrawBody}
        </Confirm>
      )}
      {open?.what === 'leave' && (
        <Confirm open onClose={close} title={words.leaveTitle} act={words.leave} onConfirm={leave}>
          {words.leaveBody}
        </Confirm>
      )}
    </>
  );
}
