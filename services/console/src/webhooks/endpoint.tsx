import type { WebhookResource } from '@imageai/client';
import { client } from '../api/client.js';
import { Button } from '../components/button.js';
import { Failure } from '../components/notice.js';
import { Tag } from '../components/table.js';
import { toasts } from '../components/toasts.js';
import { useSubmit } from '../components/use-submit.js';
import { fromNow } from '../components/when.js';
import { text } from '../text/index.js';
import { refreshWebhooks } from './webhooks.js';

const words = text.developers.webhooks;

interface EndpointProps {
  readonly endpoint: WebhookResource;
  readonly may: boolean;
  readonly onAsk: (what: 'edit' | 'rotate' | 'delete') => void;
}

export function Endpoint({ endpoint, may, onAsk }: EndpointProps) {
  const { id, url, description, disabled, event_types } = endpoint;
  const test = useSubmit(async () => {
    await client.webhooks.test(id);
    toasts.add({ title: words.tested });
    await refreshWebhooks();
  });
  const toggle = useSubmit(() => client.webhooks.update(id, { disabled: !disabled }).then(refreshWebhooks));
  return (
    <li className="endpoint">
      <div className="endpoint-head">
        <h2>{url}</h2>
        <StandingTag endpoint={endpoint} />
      </div>
      {description !== '' && <p>{description}</p>}
      <p>{event_types.length === 0 ? words.allEvents : event_types.join(', ')}</p>
      {(test.error ?? toggle.error) !== undefined && <Failure error={test.error ?? toggle.error} />}
      {may && (
        <div className="acts endpoint-acts">
          <Button busy={test.busy} disabled={disabled} onClick={() => test.submit()}>
            {words.test}
          </Button>
          <Button look="quiet" onClick={() => onAsk('edit')}>
            {words.edit}
          </Button>
          <Button look="quiet" onClick={() => onAsk('rotate')}>
            {words.rotate}
          </Button>
          <Button look="quiet" busy={toggle.busy} onClick={() => toggle.submit()}>
            {disabled ? words.enable : words.disable}
          </Button>
          <Button look="danger" onClick={() => onAsk('delete')}>
            {words.delete}
          </Button>
        </div>
      )}
    </li>
  );
}

function StandingTag({ endpoint: { disabled, disabled_reason, failing_since } }: Pick<EndpointProps, 'endpoint'>) {
  if (disabled) {
    return <Tag kind="bad">{disabled_reason === null ? words.disabled : words.disabledBy(disabled_reason)}</Tag>;
  }
  if (failing_since !== null) return <Tag kind="warn">{words.failing(fromNow(failing_since))}</Tag>;
  return <Tag kind="good">{words.enabled}</Tag>;
}
