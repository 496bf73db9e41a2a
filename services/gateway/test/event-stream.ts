import { waitUntil } from '@imageai/testing';

/** One event as a client reads it; `id` is empty where the event has none. */
export interface ReceivedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** A client of server-sent events, written from their specification. */
export class EventStream {
  readonly events: ReceivedEvent[] = [];
  text = '';
  ended = false;

  private constructor(
    readonly response: Response,
    private readonly client: AbortController,
  ) {}

  static async open(url: string, headers: Record<string, string>): Promise<EventStream> {
    const client = new AbortController();
    const stream = new EventStream(await fetch(url, { headers, signal: client.signal }), client);
    void stream.read();
    return stream;
  }

  get names(): string[] {
    return this.events.map(({ id, event }) => (id === '' ? event : `${id} ${event}`));
  }

  async has(count: number): Promise<void> {
    await waitUntil(() => this.events.length >= count, { timeoutMs: 20_000, what: `event ${count}` });
  }

  async end(): Promise<void> {
    await waitUntil(() => this.ended, { timeoutMs: 20_000, what: 'the end of the stream' });
  }

  leave(): void {
    this.client.abort();
  }

  private async read(): Promise<void> {
    let rest = '';
    try {
      for await (const chunk of this.response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        this.text += chunk;
        const blocks = `${rest}${chunk}`.split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
      }
    } catch {
      // Its connection broke: what a client that follows has to bear.
    }
    this.ended = true;
  }

  private take(block: string): void {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
    const data = field('data');
    if (data === undefined) return;
    this.events.push({ id: field('id') ?? '', event: field('event') ?? '', data: JSON.parse(data) });
  }
}
