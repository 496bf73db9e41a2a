import { setFlagsFromString } from 'node:v8';

/**
 * For processes that move pixels. V8 counts buffers as if they were objects of its heap, and collects when the sum has
 * grown by a share of what is alive: for services of 30 MB with pictures of some MB that is a full collection, 35 ms of
 * a core, every third picture. This lets the heap grow fivefold in between; the memory it may take is still bounded, by
 * V8's own 64 MB of buffers between two collections.
 */
export function collectGarbageForLargeBuffers(): void {
  setFlagsFromString('--heap-growing-percent=400');
}
