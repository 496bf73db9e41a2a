import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { interruption } from './interruption.js';

test('the first signal stops, and one that npm passes on at once does not count as a second', () => {
  const source = new EventEmitter();
  let timeMs = 0;
  const { stop, kill } = interruption(() => timeMs, source);
  source.emit('SIGINT');
  timeMs += 30;
  source.emit('SIGINT');
  expect([stop.aborted, kill.aborted]).toEqual([true, false]);
  timeMs += 2000;
  source.emit('SIGINT');
  expect(kill.aborted).toBe(true);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s stops', (signal) => {
  const source = new EventEmitter();
  const { stop } = interruption(Date.now, source);
  source.emit(signal);
  expect(stop.aborted).toBe(true);
});
