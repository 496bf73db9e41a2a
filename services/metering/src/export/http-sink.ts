import type { UsageEvent, UsageSink } from './usage-event.js';

interface HttpSinkOptions {
  readonly url: string;
  /** Shown as a bearer token. */
  readonly token: string | undefined;
  readonly timeoutMs: number;
}

/** Posts events in the batched format of CloudEvents, as OpenMeter and others take them. */
export class HttpSink implements UsageSink {
  readonly name = 'http';

  constructor(private readonly options: HttpSinkOptions) {}

  async send(events: readonly UsageEvent[]): Promise<void> {
    const { url, token, timeoutMs } = this.options;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents-batch+json; charset=utf-8',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(events),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    // Read to its end, so that the connection can be used again.
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the sink of usage answered ${response.status}`);
  }
}
