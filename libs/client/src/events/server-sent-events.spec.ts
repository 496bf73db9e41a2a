import { describe, expect, it } from '@jest/globals';
import { ServerSentEventParser } from './server-sent-events.js';

const parse = (...texts: string[]) => {
  const parser = new ServerSentEventParser();
  return texts.flatMap((text) => parser.push(text));
};

describe('ServerSentEventParser', () => {
  it('reads name, data and id', () => {
    expect(parse('event: running\ndata: {"a": 1}\nid: 2\n\n')).toEqual([
      { event: 'running', data: '{"a": 1}', id: '2' },
    ]);
  });

  it.each([
    ['lines that end in CRLF', 'id: 1\r\ndata: x\r\n\r\n'],
    ['lines that end in CR', 'id: 1\rdata: x\r\r:\r'],
    ['a byte order mark', '\ufeffid: 1\ndata: x\n\n'],
    ['no space after the colon', 'id:1\ndata:x\n\n'],
    ['comments', ': still here\n\nid: 1\n: and here\ndata: x\n\n'],
    ['fields that nobody knows', 'colour: red\nid: 1\nretry: 5\ndata: x\n\n'],
    ['an id that cannot be sent back', 'id: 1\nid: 2\0\ndata: x\n\n'],
  ])('understands %s', (_, text) => {
    expect(parse(text)).toEqual([{ event: 'message', data: 'x', id: '1' }]);
  });

  it('knows how long the server asks to wait before connecting again', () => {
    const parser = new ServerSentEventParser();
    parser.push('retry: soon\n\n');
    expect(parser.retryMs).toBeUndefined();
    parser.push('retry: 1500\n\n');
    expect(parser.retryMs).toBe(1500);
  });

  it('joins the lines of data, and keeps all spaces but the first', () => {
    expect(parse('data:  a\ndata\ndata: b\n\n')).toEqual([{ event: 'message', data: ' a\n\nb', id: '' }]);
  });

  it('remembers the last id for events that have none, and no name', () => {
    expect(parse('event: a\nid: 1\ndata: x\n\ndata: y\n\n')).toEqual([
      { event: 'a', data: 'x', id: '1' },
      { event: 'message', data: 'y', id: '1' },
    ]);
  });

  it('tells nothing of an event that is not whole, nor of one without data', () => {
    expect(parse('event: a\nid: 1\n\ndata: x\n')).toEqual([]);
  });

  it.each(['\n', '\r\n', '\r'])('reads the same whatever the place where the text is cut (%j)', (newline) => {
    const lines = [
      'event: queued',
      'id: 1',
      'data: {"p": 1}',
      '',
      ': comment',
      '',
      'data: a',
      'data: b',
      'id: 2',
      '',
      '',
    ];
    // The last line's end may be half of one as long as nothing follows.
    const text = `${lines.join(newline)}:`;
    const whole = parse(text);
    expect(whole).toHaveLength(2);
    for (let cut = 0; cut <= text.length; cut++) {
      expect(parse(text.slice(0, cut), text.slice(cut))).toEqual(whole);
    }
    expect(parse(...text)).toEqual(whole);
  });
});
