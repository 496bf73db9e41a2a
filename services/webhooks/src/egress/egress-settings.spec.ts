import { expect, it } from '@jest/globals';
import { parsePorts, parseRanges } from './egress-settings.js';

it('ranges and ports are read with or without spaces', () => {
  expect(parsePorts('443, 1024-2048')).toEqual([
    { from: 443, to: 443 },
    { from: 1024, to: 2048 },
  ]);
  expect(parseRanges('10.0.0.0/8, fd00::/8').map(([network, bits]) => `${network}/${bits}`)).toEqual([
    '10.0.0.0/8',
    'fd00::/8',
  ]);
  expect(parseRanges('')).toEqual([]);
});

it.each(['10.0.0.0', '10.0.0.0/33', '10/8', 'all', '0x7f.0.0.1/8'])('ranges cannot be %s', (text) => {
  expect(() => parseRanges(text)).toThrow('must be ranges like 10.0.0.0/8');
});

it.each(['http', '70000', '20-10', '-1', '1-2-3'])('ports cannot be %s', (text) => {
  expect(() => parsePorts(text)).toThrow('must be ports');
});
