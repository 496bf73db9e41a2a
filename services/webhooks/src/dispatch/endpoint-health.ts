import { newId } from '@imageai/api';
import { counter, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { EndpointRepository } from '../endpoints/endpoint.repository.js';
import { endpointResource } from '../endpoints/endpoint-resource.js';
import type { AccountEvent } from '../events/account-event.js';
import { planDeliveries } from '../events/delivery-plan.js';
import type { Answer } from '../sending/sender.js';
import { CLOCK, CONFIG, LOGGER } from '../tokens.js';
import { HealthRepository } from './health.repository.js';

const disabled = counter('imageai_webhooks_endpoints_disabled_total', 'Endpoints that the platform disabled.', ['why']);

const dayMs = 24 * 60 * 60 * 1_000;
const gone = 410;

/** Knows since when an endpoint does nothing but fail, and disables what failed for days or wants no more. */
@Injectable()
export class EndpointHealth {
  constructor(
    private readonly repository: HealthRepository,
    private readonly endpoints: EndpointRepository,
    @Inject(CONFIG) private readonly config: Pick<Config, 'DISABLE_AFTER_DAYS'>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @param failingSince as it stood before this try */
  async note(endpointId: string, { error, statusCode, startedAt }: Answer, failingSince: Date | null): Promise<void> {
    if (error === '') {
      if (failingSince !== null) await this.repository.endFailing(endpointId);
      return;
    }
    if (statusCode === gone) {
      return this.disable(endpointId, 'gone', 'It answered 410: it wants no more events.');
    }
    if (failingSince === null) return this.repository.beginFailing(endpointId, startedAt);
    const days = this.config.DISABLE_AFTER_DAYS;
    if (this.clock.now().getTime() - failingSince.getTime() < days * dayMs) return;
    await this.disable(endpointId, 'failing', `Every try failed for ${days} days; the last one: ${error}`);
  }

  private async disable(endpointId: string, why: 'gone' | 'failing', reason: string): Promise<void> {
    const [endpoint] = await this.endpoints.byIds([endpointId]);
    if (endpoint === undefined || endpoint.disabled) return;
    const now = this.clock.now();
    const event: AccountEvent = {
      id: newId('evt', now.getTime()),
      type: 'webhook.disabled',
      accountId: endpoint.account_id,
      generationId: '',
      occurredAt: now,
      data: { endpoint: endpointResource({ ...endpoint, disabled: true, disabled_reason: reason }) },
    };
    const others = (await this.endpoints.enabled([endpoint.account_id])).filter(({ id }) => id !== endpoint.id);
    const deliveries = planDeliveries(event, others, now).map((planned) => ({ ...planned, dueAt: now, lease: null }));
    if (!(await this.repository.disable(endpoint, reason, now, event, deliveries))) return;
    disabled.inc({ why });
    this.logger.info({ endpointId, accountId: endpoint.account_id, reason }, 'webhook endpoint disabled');
  }
}
