import { ImageProgress } from '@imageai/contracts/inference';
import { createLogger } from '@imageai/telemetry';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ProgressFeed } from './progress-feed.js';

let receivers: Map<string, (message: Uint8Array) => void>;
let feed: ProgressFeed;
beforeEach(() => {
  receivers = new Map();
  const subscribe = (generationId: string, receive: (message: Uint8Array) => void) => {
    receivers.set(generationId, receive);
    return () => receivers.delete(generationId);
  };
  feed = new ProgressFeed({ subscribe }, createLogger('gateway', 'silent'));
});

const progress = (index: number, step: number): ImageProgress => ({
  generationId: 'gen_1',
  imageId: `img_${index}`,
  index,
  step,
  of: 8,
  preview: Buffer.alloc(0),
});
const tell = (index: number, step: number) =>
  receivers.get('gen_1')?.(ImageProgress.encode(progress(index, step)).finish());

function follow() {
  const heard: string[] = [];
  return { heard, leave: feed.follow('gen_1', ({ index, step }) => heard.push(`${index}: ${step}`)) };
}

describe('progress', () => {
  it('reaches all that follow a generation, and who joins hears the latest of each image first', () => {
    const one = follow();
    tell(0, 1);
    tell(1, 1);
    tell(0, 2);
    const two = follow();
    tell(1, 2);
    expect(one.heard).toEqual(['0: 1', '1: 1', '0: 2', '1: 2']);
    expect(two.heard).toEqual(['0: 2', '1: 1', '1: 2']);
  });

  it('is asked for only while somebody follows: nobody listening means no previews are made', () => {
    expect(receivers.size).toBe(0);
    const [one, two] = [follow(), follow()];
    one.leave();
    one.leave();
    expect([...receivers.keys()]).toEqual(['gen_1']);
    two.leave();
    expect(receivers.size).toBe(0);
    expect(follow().heard).toEqual([]);
  });

  it('that a worker repeats, for somebody elsewhere, is told once', () => {
    const { heard } = follow();
    for (const step of [1, 1, 2, 2, 1]) tell(0, step);
    expect(heard).toEqual(['0: 1', '0: 2', '0: 1']);
  });

  it('that cannot be read is left out', () => {
    const { heard } = follow();
    receivers.get('gen_1')?.(Uint8Array.of(0xff));
    tell(0, 1);
    expect(heard).toEqual(['0: 1']);
  });
});
