import type { KeyResource } from '@imageai/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../api/queries.js';
import { Button } from '../../components/button.js';
import { Confirm } from '../../components/confirm.js';
import { Loaded } from '../../components/loaded.js';
import { Table } from '../../components/table.js';
import { When } from '../../components/when.js';
import { nameOf, stateOf } from '../../keys/key-state.js';
import { KeyStateTag } from '../../keys/key-state-tag.js';
import { text } from '../../text/index.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';

const words = operatorsText.account;

export function AccountKeys({ accountId }: { readonly accountId: string }) {
  const [revoked, setRevoked] = useState<KeyResource>();
  const queryKey = ['keys', accountId];
  const keys = useQuery({ queryKey, queryFn: ({ signal }) => admin().accounts.keys(accountId, { signal }) });
  const revoke = async (key: KeyResource) => {
    await admin().accounts.revokeKey(accountId, key.id);
    await queries.invalidateQueries({ queryKey });
  };
  return (
    <section className="account-part" aria-labelledby="account-keys">
      <h2 id="account-keys">{words.keys}</h2>
      <Loaded query={keys}>
        {(list) =>
          list.length === 0 ? (
            <p className="account-note">{words.noKeys}</p>
          ) : (
            <Table
              label={words.keys}
              rows={list}
              keyOf={({ id }) => id}
              columns={[
                {
                  name: words.key,
                  cell: (key) => (
                    <>
                      {nameOf(key)}
                      <p>
                        <code>{key.prefix}…</code>
                      </p>
                    </>
                  ),
                },
                { name: text.developers.keys.state, cell: (key) => <KeyStateTag apiKey={key} /> },
                { name: words.lastUsed, cell: (key) => <When time={key.last_used_at} never={text.never} /> },
                { name: words.ends, cell: (key) => <When time={key.expires_at} never={text.never} /> },
                {
                  name: text.acts,
                  align: 'end',
                  cell: (key) =>
                    stateOf(key) === 'active' && (
                      <div className="acts">
                        <Button look="danger" onClick={() => setRevoked(key)}>
                          {words.revoke}
                        </Button>
                      </div>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {revoked !== undefined && (
        <Confirm
          open
          onClose={() => setRevoked(undefined)}
          title={words.revokeTitle(nameOf(revoked))}
          act={words.revoke}
          onConfirm={() => revoke(revoked)}
        >
          {words.revokeBody}
        </Confirm>
      )}
    </section>
  );
}
