import type { WebhookResource } from '@imageai/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../api/client.js';
import { Button } from '../components/button.js';
import { Confirm } from '../components/confirm.js';
import { Dialog } from '../components/dialog.js';
import { Empty } from '../components/empty.js';
import { Loaded } from '../components/loaded.js';
import { PageHead } from '../components/page-head.js';
import { Secret } from '../components/secret.js';
import { useMay } from '../components/use-may.js';
import { text } from '../text/index.js';
import { Deliveries } from './deliveries.js';
import { Endpoint } from './endpoint.js';
import { EndpointForm } from './endpoint-form.js';
import { refreshWebhooks, webhooksQuery } from './webhooks.js';
import './webhooks-page.css';

const words = text.developers.webhooks;

type Open =
  | { readonly what: 'edit' | 'rotate' | 'delete'; readonly endpoint: WebhookResource }
  | { readonly what: 'create' };

export function WebhooksPage() {
  const endpoints = useQuery(webhooksQuery);
  const may = useMay('owner', 'developer');
  const [open, setOpen] = useState<Open>();
  const [secret, setSecret] = useState<string>();
  const close = () => setOpen(undefined);
  const saved = async (made: string | undefined) => {
    close();
    setSecret(made);
    await refreshWebhooks();
  };
  const create = may && (
    <Button look="primary" onClick={() => setOpen({ what: 'create' })}>
      {words.create}
    </Button>
  );
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={create} />
      <Loaded query={endpoints}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={words.empty.title}>{words.empty.body}</Empty>
          ) : (
            <ul className="endpoints">
              {list.map((endpoint) => (
                <Endpoint
                  key={endpoint.id}
                  endpoint={endpoint}
                  may={may}
                  onAsk={(what) => setOpen({ what, endpoint })}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Deliveries may={may} />
      {open?.what === 'create' && <EndpointForm onClose={close} onSaved={saved} />}
      {open?.what === 'edit' && <EndpointForm endpoint={open.endpoint} onClose={close} onSaved={saved} />}
      {open?.what === 'rotate' && (
        <Confirm
          open
          onClose={close}
          title={words.rotateTitle}
          act={words.rotate}
          onConfirm={async () => saved((await client.webhooks.rotateSecret(open.endpoint.id)).secret)}
        >
          {words.rotateBody}
        </Confirm>
      )}
      {open?.what === 'delete' && (
        <Confirm
          open
          onClose={close}
          title={words.deleteTitle}
          act={words.delete}
          onConfirm={() => client.webhooks.delete(open.endpoint.id).then(refreshWebhooks)}
        >
          {words.deleteBody}
        </Confirm>
      )}
      {secret !== undefined && (
        <Dialog open stays onClose={() => undefined} title={words.secretTitle} description={words.secretBody}>
          <Secret value={secret} />
          <div className="dialog-actions">
            <Button look="primary" onClick={() => setSecret(undefined)}>
              {text.developers.keys.done}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
