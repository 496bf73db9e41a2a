import type { InvitationResource } from '@imageai/client';
import { useQuery } from '@tanstack/react-query';
import { client } from '../api/client.js';
import { Button } from '../components/button.js';
import { Loaded } from '../components/loaded.js';
import { Table } from '../components/table.js';
import { onDay } from '../components/when.js';
import { text } from '../text/index.js';

const words = text.account.members;

export function Invitations({ onWithdraw }: { readonly onWithdraw: (invitation: InvitationResource) => void }) {
  const invitations = useQuery({
    queryKey: ['invitations'],
    queryFn: ({ signal }) => client.invitations.list({ signal }),
  });
  return (
    <section className="members-invitations" aria-labelledby="invitations-title">
      <h2 id="invitations-title">{words.invitations}</h2>
      <Loaded query={invitations}>
        {(list) =>
          list.length === 0 ? (
            <p>{words.noInvitations}</p>
          ) : (
            <Table
              label={words.invitations}
              rows={list}
              keyOf={({ id }) => id}
              columns={[
                { name: words.email, cell: ({ email }) => email },
                { name: words.role, cell: ({ role }) => text.roles[role] },
                { name: words.until, cell: ({ expires_at }) => onDay(expires_at) },
                {
                  name: text.acts,
                  align: 'end',
                  cell: (invitation) => (
                    <div className="acts">
                      <Button look="danger" onClick={() => onWithdraw(invitation)}>
                        {words.withdraw}
                      </Button>
                    </div>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </section>
  );
}
