import { describe, expect, it } from '@jest/globals';
import { Slots } from './slots.js';

const settled = async (promise: Promise<void>): Promise<boolean> => {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return done;
};

describe('slots', () => {
  it('let the next image begin when the engine is free, while the last is being stored', async () => {
    const slots = new Slots(1);
    const first = slots.take();
    expect(await settled(slots.free())).toBe(false);
    first.leaveEngine();
    expect(await settled(slots.free())).toBe(true);
  });

  it('let no more than one image wait to be stored beside the one in the engine', async () => {
    const slots = new Slots(1);
    const first = slots.take();
    first.leaveEngine();
    const second = slots.take();
    second.leaveEngine();
    const free = slots.free();
    expect(await settled(free)).toBe(false);
    first.end();
    expect(await settled(free)).toBe(true);
  });

  it('tell when the engine has nothing to do, though images are still being stored', async () => {
    const slots = new Slots(2);
    const [one, two] = [slots.take(), slots.take()];
    const free = slots.engineFree();
    one.leaveEngine();
    expect([slots.isEngineBusy, await settled(free)]).toEqual([true, false]);
    two.leaveEngine();
    expect([slots.isEngineBusy, await settled(free)]).toEqual([false, true]);
  });

  it('count each end once, also without leaving the engine', async () => {
    const slots = new Slots(2);
    const [one, two] = [slots.take(), slots.take()];
    const idle = slots.idle();
    one.end();
    one.end();
    one.leaveEngine();
    expect(await settled(idle)).toBe(false);
    two.end();
    expect(await settled(idle)).toBe(true);
  });
});
