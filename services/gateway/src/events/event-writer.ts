/** What of an HTTP answer is needed to stream it. */
export interface EventSink {
  write(text: string): boolean;
  end(): unknown;
  on(event: 'drain', listener: () => void): unknown;
}

/**
 * One client's stream. For a client that reads slowly nothing is queued but the latest of each name: a progress that a
 * newer one has overtaken is not sent any more, and of states there are three.
 */
export class EventWriter {
  private blocked = false;
  private ending = false;
  /** In the order in which they are to be sent. */
  private waiting: Map<string, string> | undefined;

  constructor(private readonly sink: EventSink) {
    sink.on('drain', () => this.flush());
  }

  /** @param name of two texts of one name that wait, the newer one is sent */
  write(name: string, text: string): void {
    if (this.ending) return;
    if (!this.blocked) {
      this.blocked = !this.sink.write(text);
      return;
    }
    this.waiting ??= new Map();
    this.waiting.delete(name);
    this.waiting.set(name, text);
  }

  /** Something for proxies to see; a client that is behind has something to read anyway. */
  keepAlive(text: string): void {
    if (!this.blocked && !this.ending) this.blocked = !this.sink.write(text);
  }

  /** Ends the stream once all that waits is written. */
  end(): void {
    if (this.ending) return;
    this.ending = true;
    if (this.waiting === undefined) this.sink.end();
  }

  private flush(): void {
    this.blocked = false;
    for (const [name, text] of this.waiting ?? []) {
      this.waiting?.delete(name);
      this.blocked = !this.sink.write(text);
      if (this.blocked) break;
    }
    if (this.waiting?.size === 0) this.waiting = undefined;
    if (this.ending && this.waiting === undefined) this.sink.end();
  }
}
