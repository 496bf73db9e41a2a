import { beforeEach, describe, expect, it } from '@jest/globals';
import { EventWriter } from './event-writer.js';

let written: string[];
let ended: boolean;
/** Whether the client reads. */
let reading: boolean;
let drain: () => void;
let writer: EventWriter;
beforeEach(() => {
  written = [];
  ended = false;
  reading = true;
  writer = new EventWriter({
    write: (text) => {
      written.push(text);
      return reading;
    },
    end: () => {
      ended = true;
    },
    on: (_event, listener) => {
      drain = listener;
    },
  });
});

/** Its first text is taken, and shows that the client does not read. */
function stop(): void {
  reading = false;
  writer.write('first', 'first');
  written.length = 0;
}

describe('a client that does not read', () => {
  it('has nothing kept for it but the latest of each name, in order', () => {
    stop();
    for (let step = 1; step <= 1_000; step++) {
      writer.write('progress 0', `0: ${step}`);
      writer.write('progress 1', `1: ${step}`);
    }
    writer.keepAlive(':');
    writer.write('state 3', 'ended');
    writer.end();
    expect([written, ended]).toEqual([[], false]);
    reading = true;
    drain();
    expect([written, ended]).toEqual([['0: 1000', '1: 1000', 'ended'], true]);
  });

  it('that reads a little gets the rest later', () => {
    stop();
    writer.write('state 2', 'running');
    writer.write('progress 0', 'step 1');
    drain();
    writer.write('progress 0', 'step 2');
    writer.end();
    expect([written, ended]).toEqual([['running'], false]);
    reading = true;
    drain();
    expect([written, ended]).toEqual([['running', 'step 2'], true]);
  });
});

describe('a client that reads', () => {
  it('gets everything at once, and comments between', () => {
    writer.write('progress 0', 'step 1');
    writer.write('progress 0', 'step 2');
    writer.keepAlive(':');
    writer.end();
    writer.end();
    writer.write('progress 0', 'too late');
    expect([written, ended]).toEqual([['step 1', 'step 2', ':'], true]);
  });
});
