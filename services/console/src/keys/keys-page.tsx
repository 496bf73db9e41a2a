import type { KeyResource } from '@imageai/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../api/client.js';
import { queries } from '../api/queries.js';
import { Button } from '../components/button.js';
import { Confirm } from '../components/confirm.js';
import { Dialog } from '../components/dialog.js';
import { Empty } from '../components/empty.js';
import { Loaded } from '../components/loaded.js';
import { PageHead } from '../components/page-head.js';
import { Secret } from '../components/secret.js';
import { Table } from '../components/table.js';
import { useMay } from '../components/use-may.js';
import { When } from '../components/when.js';
import { text } from '../text/index.js';
import { KeyForm } from './key-form.js';
import { nameOf, stateOf } from './key-state.js';
import { KeyStateTag } from './key-state-tag.js';
import { keysQuery } from './keys.js';
import { RotateForm } from './rotate-form.js';

const words = text.developers.keys;
const refresh = () => queries.invalidateQueries({ queryKey: keysQuery.queryKey });

type Open = { readonly what: 'create' } | { readonly what: 'rotate' | 'revoke'; readonly key: KeyResource };

export function KeysPage() {
  const keys = useQuery(keysQuery);
  const may = useMay('owner', 'developer');
  const [open, setOpen] = useState<Open>();
  const [secret, setSecret] = useState<string>();
  const close = () => setOpen(undefined);
  const made = async (made: string) => {
    close();
    setSecret(made);
    await refresh();
  };
  const create = may && (
    <Button look="primary" onClick={() => setOpen({ what: 'create' })}>
      {words.create}
    </Button>
  );
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={create} />
      <Loaded query={keys}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={words.empty.title}>{words.empty.body}</Empty>
          ) : (
            <KeyTable keys={list} may={may} onOpen={setOpen} />
          )
        }
      </Loaded>
      {open?.what === 'create' && <KeyForm onClose={close} onMade={made} />}
      {open?.what === 'rotate' && <RotateForm apiKey={open.key} onClose={close} onMade={made} />}
      {open?.what === 'revoke' && (
        <Confirm
          open
          onClose={close}
          title={words.revokeTitle(nameOf(open.key))}
          act={words.revoke}
          onConfirm={() => client.keys.revoke(open.key.id).then(refresh)}
        >
          {words.revokeBody}
        </Confirm>
      )}
      {secret !== undefined && (
        <Dialog open stays onClose={() => undefined} title={words.madeTitle} description={words.madeBody}>
          <Secret value={secret} />
          <div className="dialog-actions">
            <Button look="primary" onClick={() => setSecret(undefined)}>
              {words.done}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

interface KeyTableProps {
  readonly keys: readonly KeyResource[];
  readonly may: boolean;
  readonly onOpen: (open: Open) => void;
}

function KeyTable({ keys, may, onOpen }: KeyTableProps) {
  const acts = (key: KeyResource) => (
    <div className="acts">
      <Button look="quiet" onClick={() => onOpen({ what: 'rotate', key })}>
        {words.rotate}
      </Button>
      <Button look="danger" onClick={() => onOpen({ what: 'revoke', key })}>
        {words.revoke}
      </Button>
    </div>
  );
  return (
    <Table
      label={words.title}
      rows={keys}
      keyOf={({ id }) => id}
      columns={[
        { name: words.name, cell: (key) => key.name || words.unnamed },
        { name: words.key, cell: ({ prefix }) => <code>{prefix}…</code> },
        { name: words.scopes, cell: ({ scopes }) => scopes.join(', ') },
        { name: words.lastUsed, cell: (key) => <When time={key.last_used_at} never={text.never} /> },
        { name: words.ends, cell: (key) => <When time={key.expires_at} never={text.never} /> },
        { name: words.state, cell: (key) => <KeyStateTag apiKey={key} /> },
        ...(may
          ? [
              {
                name: text.acts,
                align: 'end' as const,
                cell: (key: KeyResource) => stateOf(key) === 'active' && acts(key),
              },
            ]
          : []),
      ]}
    />
  );
}
