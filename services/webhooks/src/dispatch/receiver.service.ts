import { Injectable } from '@nestjs/common';
import { Batcher } from '../batcher.js';
import { EndpointRepository } from '../endpoints/endpoint.repository.js';
import { SecretService } from '../secrets/secret.service.js';
import type { DueDelivery } from './due-delivery.js';

/** Who gets a delivery, as of this moment: each try asks anew, so that it goes to today's URL with today's secrets. */
export type Receiver =
  | {
      readonly state: 'ready';
      readonly url: string;
      readonly secrets: readonly Buffer[];
      readonly failingSince: Date | null;
    }
  | { readonly state: 'disabled' | 'deleted' };

const maxBatch = 200;

@Injectable()
export class ReceiverService {
  private readonly reading = new Batcher((deliveries: readonly DueDelivery[]) => this.read(deliveries), maxBatch);

  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly secrets: SecretService,
  ) {}

  of(delivery: DueDelivery): Promise<Receiver> {
    return this.reading.add(delivery);
  }

  private async read(deliveries: readonly DueDelivery[]): Promise<Receiver[]> {
    const ids = [...new Set(deliveries.flatMap(({ endpointId }) => endpointId ?? []))];
    const accounts = deliveries.filter(({ endpointId }) => endpointId === null).map(({ accountId }) => accountId);
    const [rows, secrets, defaults] = await Promise.all([
      ids.length === 0 ? [] : this.endpoints.byIds(ids),
      this.secrets.inForce(ids),
      this.secrets.defaultsInForce([...new Set(accounts)]),
    ]);
    const endpoints = new Map(rows.map((row) => [row.id, row]));
    return deliveries.map(({ endpointId, accountId, url }): Receiver => {
      if (endpointId === null) {
        return { state: 'ready', url, secrets: defaults.get(accountId) ?? [], failingSince: null };
      }
      const endpoint = endpoints.get(endpointId);
      if (endpoint === undefined) return { state: 'deleted' };
      if (endpoint.disabled) return { state: 'disabled' };
      const { url: current, failing_since: failingSince } = endpoint;
      return { state: 'ready', url: current, secrets: secrets.get(endpointId) ?? [], failingSince };
    });
  }
}
