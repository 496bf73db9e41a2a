import type { WebhookEventType, WebhookResource } from '@imageai/client';
import { useState } from 'react';
import { client } from '../api/client.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { TextField, Tick } from '../components/field.js';
import { Failure } from '../components/notice.js';
import { faultOf, useSubmit } from '../components/use-submit.js';
import { text } from '../text/index.js';
import { eventTypes } from './webhooks.js';

const words = text.developers.webhooks;

interface EndpointFormProps {
  /** Absent: a new one. */
  readonly endpoint?: WebhookResource;
  readonly onClose: () => void;
  /** With the secret of a new one. */
  readonly onSaved: (secret: string | undefined) => Promise<void>;
}

export function EndpointForm({ endpoint, onClose, onSaved }: EndpointFormProps) {
  const [url, setUrl] = useState(endpoint?.url ?? '');
  const [description, setDescription] = useState(endpoint?.description ?? '');
  const [chosen, setChosen] = useState<readonly WebhookEventType[]>(endpoint?.event_types ?? []);
  const { busy, error, submit } = useSubmit(async () => {
    const params = { url: url.trim(), description, event_types: [...chosen] };
    if (endpoint === undefined) await onSaved((await client.webhooks.create(params)).secret);
    else await client.webhooks.update(endpoint.id, params).then(() => onSaved(undefined));
  });
  const toggle = (type: WebhookEventType, on: boolean) =>
    setChosen(eventTypes.filter((one) => (one === type ? on : chosen.includes(one))));
  return (
    <Dialog open onClose={onClose} title={endpoint === undefined ? words.create : words.edit}>
      <form className="form" onSubmit={submit} noValidate>
        {error !== undefined && faultOf(error, 'url', 'description') === undefined && <Failure error={error} />}
        <TextField
          label={words.url}
          hint={words.urlHint}
          type="url"
          name="url"
          value={url}
          fault={faultOf(error, 'url')}
          onChange={(event) => setUrl(event.target.value)}
        />
        <TextField
          label={words.description}
          value={description}
          fault={faultOf(error, 'description')}
          onChange={(event) => setDescription(event.target.value)}
        />
        <fieldset className="choices">
          <legend className="legend">{words.events}</legend>
          <Tick
            label={words.allEvents}
            checked={chosen.length === 0}
            onChange={(event) => setChosen(event.target.checked ? [] : eventTypes)}
          />
          {eventTypes.map((type) => (
            <Tick
              key={type}
              label={<code>{type}</code>}
              checked={chosen.includes(type)}
              onChange={(event) => toggle(type, event.target.checked)}
            />
          ))}
        </fieldset>
        <Button type="submit" look="primary" busy={busy}>
          {words.save}
        </Button>
      </form>
    </Dialog>
  );
}
