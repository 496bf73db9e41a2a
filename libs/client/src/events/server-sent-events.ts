/** One event of a stream, as the HTML standard defines them. */
export interface ServerSentEvent {
  /** "message" where the stream names none. */
  readonly event: string;
  readonly data: string;
  /** The last id that the stream gave, with this event or before. */
  readonly id: string;
}

/** Text of a stream in, whole events out, however the text is cut. What the end of a stream leaves unfinished is dropped. */
export class ServerSentEventParser {
  /** How long the server asks to wait before connecting again. */
  retryMs: number | undefined;
  private rest = '';
  private atStart = true;
  private event = '';
  private data: string[] = [];
  private id = '';

  push(text: string): ServerSentEvent[] {
    if (this.atStart && text !== '') {
      this.atStart = false;
      text = text.replace(/^\ufeff/, '');
    }
    const whole = this.rest + text;
    // A carriage return at the very end may be half of a line's end.
    const end = whole.endsWith('\r') ? whole.length - 1 : whole.length;
    const lines = whole.slice(0, end).split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? '') + whole.slice(end);
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): ServerSentEvent[] {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    // A line that begins with a colon is a comment.
    if (colon === 0) return [];
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.event = value;
    if (name === 'data') this.data.push(value);
    if (name === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
    if (name === 'id' && !value.includes('\0')) this.id = value;
    return [];
  }

  private dispatch(): ServerSentEvent[] {
    const { event, data, id } = this;
    this.event = '';
    this.data = [];
    return data.length === 0 ? [] : [{ event: event || 'message', data: data.join('\n'), id }];
  }
}
