import { setTimeout as sleep } from 'node:timers/promises';
import { stand } from './the-stand.js';

const retryMs = 200;

/** A client that follows a generation by server-sent events, and joins again with the last id whenever it is cut off. */
export class GenerationFollower {
  /** "1 queued" and so on, in the order of their coming; only what has an id. */
  readonly states: string[] = [];
  joins = 0;
  private lastId = '';

  constructor(
    private readonly key: string,
    private readonly id: string,
  ) {}

  /** Until the server says that there is no more. */
  async untilEnd(): Promise<readonly string[]> {
    for (;;) {
      const status = await this.join().catch(() => 0);
      if (status === 204) return this.states;
      if (status >= 400 && status !== 503) throw new Error(`the events of ${this.id} answered ${status}`);
      await sleep(retryMs);
    }
  }

  private async join(): Promise<number> {
    const response = await fetch(`${stand.url}/api/generations/${this.id}/events`, {
      headers: { authorization: `Bearer ${this.key}`, 'last-event-id': this.lastId },
    });
    if (response.status !== 200 || response.body === null) return response.status;
    this.joins++;
    let rest = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = `${rest}${chunk}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
    }
    return response.status;
  }

  private take(block: string): void {
    const id = /^id: (.*)$/m.exec(block)?.[1];
    if (id === undefined) return;
    this.lastId = id;
    this.states.push(`${id} ${/^event: (.*)$/m.exec(block)?.[1]}`);
  }
}
