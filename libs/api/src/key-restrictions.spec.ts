import { describe, expect, it } from '@jest/globals';
import { isAddressAllowed, isOriginAllowed, parseNetwork, parseOrigin } from './key-restrictions.js';

describe('a network', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7/32'],
    ['203.0.113.7/24', '203.0.113.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8:1::1', '2001:db8:1::1/128'],
    ['2001:db8:1::1/32', '2001:db8::/32'],
    ['::ffff:203.0.113.7', '203.0.113.7/32'],
  ])('%s is kept as %s', (text, network) => expect(parseNetwork(text)).toBe(network));

  it.each([
    '',
    '10',
    '0x7f.1',
    '010.0.0.256',
    '1.2.3.4/33',
    '1.2.3.4/-1',
    '1.2.3.4/',
    '1.2.3.4/08',
    '::1/129',
    'fe80::1%eth0',
    'x',
  ])('"%s" is none', (text) => expect(parseNetwork(text)).toBeUndefined());

  it('allows the addresses in it, in whichever form they come, and no others', () => {
    const networks = ['203.0.113.0/24', '2001:db8::/32'];
    for (const address of ['203.0.113.255', '::ffff:203.0.113.9', '2001:db8:ffff::1']) {
      expect(isAddressAllowed(networks, address)).toBe(true);
    }
    for (const address of ['203.0.114.0', '2001:db9::1', '', 'unknown', '::ffff:10.0.0.1']) {
      expect(isAddressAllowed(networks, address)).toBe(false);
    }
    expect(isAddressAllowed([], 'unknown')).toBe(true);
  });
});

describe('an origin', () => {
  it.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['https://App.Example.com:443/', 'https://app.example.com'],
    ['http://localhost:3000', 'http://localhost:3000'],
  ])('%s is kept as %s', (text, origin) => expect(parseOrigin(text)).toBe(origin));

  it.each(['', 'app.example.com', 'https://a.example/path', 'https://u:p@a.example', 'ftp://a.example', '*', 'null'])(
    '"%s" is none',
    (text) => expect(parseOrigin(text)).toBeUndefined(),
  );

  it('allows its own pages, and nothing without an origin', () => {
    const origins = ['https://app.example.com'];
    expect(isOriginAllowed(origins, 'https://app.example.com')).toBe(true);
    for (const origin of ['https://app.example.com.evil.example', 'http://app.example.com', 'null', undefined]) {
      expect(isOriginAllowed(origins, origin)).toBe(false);
    }
    expect(isOriginAllowed([], undefined)).toBe(true);
  });
});
