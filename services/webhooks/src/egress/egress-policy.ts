import { isIP } from 'node:net';
import { webhookUrlFault } from '@imageai/api';
import { Inject, Injectable } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import type { Config } from '../config.js';
import { CONFIG } from '../tokens.js';
import { type PortRange, parsePorts, parseRanges, type Range } from './egress-settings.js';

type EgressSettings = Pick<Config, 'WEBHOOKS_ALLOWED_RANGES' | 'WEBHOOKS_DENIED_RANGES' | 'WEBHOOKS_ALLOWED_PORTS'>;

/** The only part of IPv6 that is the public internet. */
const globalUnicast = parseRanges('2000::/3');
/** Public by its number, but what a cloud's machines find there is the cloud's own agent. */
const cloudInternal = parseRanges('168.63.129.16/32');

/** What may be called: an address by what it is, whatever it was called or written like. */
@Injectable()
export class EgressPolicy {
  private readonly allowedRanges: readonly Range[];
  private readonly deniedRanges: readonly Range[];
  private readonly allowedPorts: readonly PortRange[];

  constructor(@Inject(CONFIG) settings: EgressSettings) {
    this.allowedRanges = parseRanges(settings.WEBHOOKS_ALLOWED_RANGES ?? '');
    this.deniedRanges = parseRanges(settings.WEBHOOKS_DENIED_RANGES ?? '');
    this.allowedPorts = parsePorts(settings.WEBHOOKS_ALLOWED_PORTS);
  }

  /**
   * Why a URL can never be called, as the end of a sentence that begins with its parameter's name; undefined where it
   * may be. No name server is asked: where a name leads is decided at each connection.
   */
  urlFault(text: string): string | undefined {
    const fault = webhookUrlFault(text);
    if (fault !== undefined) return fault;
    const { hostname, port, protocol } = new URL(text);
    const number = Number(port || (protocol === 'https:' ? 443 : 80));
    if (!this.allowedPorts.some(({ from, to }) => number >= from && number <= to)) {
      return `must not name port ${number}`;
    }
    // However it was written (2130706433, 0177.0.0.1, 0x7f.1), the URL holds an address in its usual form.
    const address = hostname.replace(/^\[|\]$/g, '');
    const isRefused = isIP(address) !== 0 && !this.allowsAddress(address);
    return isRefused ? 'must not lead to a private or reserved address' : undefined;
  }

  /** @param text an address as a resolver gives it or a URL holds it; what is none is not allowed */
  allowsAddress(text: string): boolean {
    // A zone ("fe80::1%eth0") names a link of this machine.
    if (text.includes('%') || !ipaddr.isValid(text)) return false;
    const address = ipaddr.parse(text);
    if (isIn(this.deniedRanges, address)) return false;
    return isIn(this.allowedRanges, address) || isPublic(address);
  }
}

type Address = ReturnType<typeof ipaddr.parse>;

/**
 * `unicast` is what no registry gives another meaning: not private, shared, loopback, link-local, multicast or reserved,
 * and nothing that carries an IPv4 address inside (6to4, Teredo, NAT64, mapped, compatible).
 */
const isPublic = (address: Address): boolean =>
  address.range() === 'unicast' &&
  (address.kind() === 'ipv4' || isIn(globalUnicast, address)) &&
  !isIn(cloudInternal, address);

const isIn = (ranges: readonly Range[], address: Address): boolean =>
  ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
