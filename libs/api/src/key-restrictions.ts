import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * A network in its one canonical form ("203.0.113.7" is "203.0.113.7/32", "2001:DB8::1/32" is "2001:db8::/32");
 * undefined for text that is none. IPv4 in its IPv6 form counts as IPv4.
 */
export function parseNetwork(text: string): string | undefined {
  const slash = text.lastIndexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const bits = address.kind() === 'ipv4' ? 32 : 128;
  if (slash < 0) return `${address.toString()}/${bits}`;
  const length = text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > bits) return undefined;
  // "::ffff:10.0.0.0/104" would have to be counted in the other family: nobody means it.
  if (text.includes(':') && address.kind() === 'ipv4') return undefined;
  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(`${address.toString()}/${length}`)
      : ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${length}`);
  return `${network.toString()}/${length}`;
}

/** An origin as browsers send it ("https://app.example.com"); undefined for text that is none. */
export function parseOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, protocol, href } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  return href === `${origin}/` ? origin : undefined;
}

/**
 * Whether a request from an address is allowed by a key's networks, which are canonical. No networks: every address is.
 * An address that cannot be read is refused where there are any.
 */
export function isAddressAllowed(networks: readonly string[], address: string): boolean {
  if (networks.length === 0) return true;
  const parsed = parseAddress(address);
  if (parsed === undefined) return false;
  return networks.some((network) => {
    const [base, length] = ipaddr.parseCIDR(network);
    return base.kind() === parsed.kind() && parsed.match(base as never, length);
  });
}

/** Whether a request with this `Origin` header is allowed by a key's origins. No origins: every request is. */
export const isOriginAllowed = (origins: readonly string[], origin: string | undefined): boolean =>
  origins.length === 0 || (origin !== undefined && origins.includes(origin));

function parseAddress(text: string): Address | undefined {
  // Four decimal parts, or colons: "10" and "0x7f.1" are addresses to some, and mistakes to the rest.
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(text) && !text.includes(':')) return undefined;
  if (text.includes('%') || !ipaddr.isValid(text)) return undefined;
  return ipaddr.process(text);
}
