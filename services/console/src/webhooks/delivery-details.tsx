import type { WebhookDeliveryDetails } from '@imageai/client';
import { useQuery } from '@tanstack/react-query';
import { client } from '../api/client.js';
import { Button } from '../components/button.js';
import { Code } from '../components/code.js';
import { Dialog } from '../components/dialog.js';
import { Loaded } from '../components/loaded.js';
import { Failure } from '../components/notice.js';
import { Tag } from '../components/table.js';
import { toasts } from '../components/toasts.js';
import { useSubmit } from '../components/use-submit.js';
import { atTime } from '../components/when.js';
import { text } from '../text/index.js';
import { refreshWebhooks } from './webhooks.js';

const words = text.developers.webhooks;

interface DeliveryDetailsProps {
  readonly id: string;
  readonly may: boolean;
  readonly onClose: () => void;
}

/** A delivery with all its tries, what was sent, and what was answered. */
export function DeliveryDetails({ id, may, onClose }: DeliveryDetailsProps) {
  const delivery = useQuery({
    queryKey: ['delivery', id],
    queryFn: ({ signal }): Promise<WebhookDeliveryDetails> => client.webhooks.deliveries.get(id, { signal }),
  });
  const replay = useSubmit(async () => {
    await client.webhooks.deliveries.replay(id);
    toasts.add({ title: words.replayed });
    onClose();
    await refreshWebhooks();
  });
  return (
    <Dialog open wide onClose={onClose} title={words.delivery} description={<code>{id}</code>}>
      <Loaded query={delivery}>
        {({ body, attempts, event_type }) => (
          <>
            <h3>{event_type}</h3>
            <ul className="attempts">
              {attempts.map(({ number, started_at, duration_ms, status_code, error, response_body }) => (
                <li key={number}>
                  <p>
                    <strong>{words.attempt(number)}</strong> · {atTime(started_at)} · {words.took(duration_ms)}{' '}
                    <Tag kind={error === null ? 'good' : 'bad'}>{status_code ?? words.none}</Tag>
                  </p>
                  {error !== null && <p>{error}</p>}
                  {response_body !== '' && <Code value={response_body} />}
                </li>
              ))}
            </ul>
            <h3>{words.body}</h3>
            <Code value={pretty(body)} />
          </>
        )}
      </Loaded>
      {replay.error !== undefined && <Failure error={replay.error} />}
      {may && (
        <div className="dialog-actions">
          <Button look="primary" busy={replay.busy} onClick={() => replay.submit()}>
            {words.replay}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
