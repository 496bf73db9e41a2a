import { describe, expect, it } from '@jest/globals';
import { EgressPolicy } from './egress-policy.js';

const policyWith = (settings: { allowed?: string; denied?: string; ports?: string } = {}) =>
  new EgressPolicy({
    WEBHOOKS_ALLOWED_RANGES: settings.allowed,
    WEBHOOKS_DENIED_RANGES: settings.denied,
    WEBHOOKS_ALLOWED_PORTS: settings.ports ?? '80,443,1024-65535',
  });

const policy = policyWith();

describe('an address', () => {
  it.each(['8.8.8.8', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001:800::200e'])(
    '%s is public',
    (address) => {
      expect(policy.allowsAddress(address)).toBe(true);
    },
  );

  it.each([
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['loopback', '::1'],
    ['unspecified', '0.0.0.0'],
    ['unspecified', '::'],
    ['of this network', '0.1.2.3'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['unique local', 'fc00::1'],
    ['unique local (EC2 metadata)', 'fd00:ec2::254'],
    ['link-local (cloud metadata)', '169.254.169.254'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['carrier-grade NAT', '100.127.255.255'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['protocol assignments', '192.0.0.1'],
    ['documentation', '192.0.2.1'],
    ['documentation', '203.0.113.9'],
    ['documentation', '2001:db8::1'],
    ['benchmarking', '198.18.0.1'],
    ['6to4 relay', '192.88.99.1'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped, in hexadecimal', '::ffff:7f00:1'],
    ['IPv4-mapped, of a public address', '::ffff:8.8.8.8'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['IPv4-compatible, in hexadecimal', '::7f00:1'],
    ['IPv4-translated', '::ffff:0:127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['NAT64, of a public address', '64:ff9b::808:808'],
    ['NAT64 for local use', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::'],
    ['6to4, of a public address', '2002:808:808::1'],
    ['Teredo', '2001:0:7f00:1::'],
    ['discard-only', '100::1'],
    ['outside what is allotted', '4000::1'],
    ['of the cloud’s own agent', '168.63.129.16'],
    ['none at all', 'localhost'],
    ['none at all', ''],
  ])('that is %s is refused: %s', (_, address) => {
    expect(policy.allowsAddress(address)).toBe(false);
  });

  it('of a range that the operator allows may be called, and its neighbours may not', () => {
    const lenient = policyWith({ allowed: '10.1.0.0/16, ::1/128' });
    expect(['10.1.2.3', '::1'].map((address) => lenient.allowsAddress(address))).toEqual([true, true]);
    for (const address of ['10.2.0.1', '127.0.0.1', '::ffff:10.1.2.3', '64:ff9b::a01:203']) {
      expect(lenient.allowsAddress(address)).toBe(false);
    }
  });

  it('of a range that the operator denies is refused, though it is public or allowed', () => {
    const strict = policyWith({ allowed: '10.0.0.0/8', denied: '10.9.0.0/16,8.8.8.0/24' });
    expect(['10.8.0.1', '10.9.0.1', '8.8.8.8', '8.8.4.4'].map((address) => strict.allowsAddress(address))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('a URL', () => {
  it.each(['https://example.com/hook', 'http://example.com', 'https://example.com:8443', 'https://8.8.8.8/'])(
    'may be %s',
    (url) => {
      expect(policy.urlFault(url)).toBeUndefined();
    },
  );

  it.each([
    ['dotted', 'http://127.0.0.1/'],
    ['decimal', 'http://2130706433/'],
    ['octal', 'http://0177.0.0.1/'],
    ['octal without dots', 'http://017700000001/'],
    ['hexadecimal', 'http://0x7f000001/'],
    ['hexadecimal in part', 'http://0x7f.1/'],
    ['short', 'http://127.1/'],
    ['full-width digits', 'http://１２７.０.０.１/'],
    ['with percent signs', 'http://%31%32%37.0.0.1/'],
    ['with a dot at its end', 'http://127.0.0.1./'],
    ['IPv6', 'http://[::1]/'],
    ['mapped into IPv6', 'http://[::ffff:127.0.0.1]/'],
    ['mapped into IPv6, in hexadecimal', 'http://[0:0:0:0:0:ffff:7f00:1]/'],
    ['within NAT64', 'http://[64:ff9b::127.0.0.1]/'],
    ['within 6to4', 'http://[2002:7f00:0001::]/'],
  ])('that names loopback as %s is refused: %s', (_, url) => {
    expect(policy.urlFault(url)).toBe('must not lead to a private or reserved address');
  });

  it('to a port that is not allowed is refused, also where the scheme implies it', () => {
    expect(policy.urlFault('http://example.com:25/')).toBe('must not name port 25');
    expect(policyWith({ ports: '443' }).urlFault('http://example.com/')).toBe('must not name port 80');
  });
});
