import { type Client, makeGenericClientConstructor } from '@grpc/grpc-js';
import { channelCredentials, type TlsFolder } from '@imageai/rpc';
import { service as healthService } from 'grpc-health-check';

type CheckMethod = (
  request: { service: string },
  options: { deadline: number },
  callback: (error: Error | null, answer?: { status: string }) => void,
) => void;

const HealthClient = makeGenericClientConstructor(healthService, 'Health');
const timeoutMs = 1_000;

/** Asks one service, by grpc.health.v1, whether it serves. */
export class PeerHealth {
  private readonly client: Client;

  constructor(address: string, tls?: TlsFolder) {
    this.client = new HealthClient(address, channelCredentials(tls), {
      'grpc.initial_reconnect_backoff_ms': 50,
      'grpc.max_reconnect_backoff_ms': 1_000,
    });
  }

  isServing(): Promise<boolean> {
    const check: CheckMethod = Reflect.get(this.client, 'check').bind(this.client);
    return new Promise((resolve) => {
      check({ service: '' }, { deadline: Date.now() + timeoutMs }, (error, answer) => {
        resolve(error === null && answer?.status === 'SERVING');
      });
    });
  }

  close(): void {
    this.client.close();
  }
}
