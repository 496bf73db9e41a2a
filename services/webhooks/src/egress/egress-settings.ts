import ipaddr from 'ipaddr.js';

export type Range = ReturnType<typeof ipaddr.parseCIDR>;

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

const items = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** "10.0.0.0/8, fd00::/8"; throws in words where it is none. */
export function parseRanges(text: string): readonly Range[] {
  return items(text).map((item) => {
    const [network = ''] = item.split('/');
    const isUsual = network.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(network);
    if (!isUsual || !ipaddr.isValidCIDR(item)) {
      throw new Error('must be ranges like 10.0.0.0/8, separated by commas');
    }
    return ipaddr.parseCIDR(item);
  });
}

/** "80, 443, 1024-65535"; throws in words where it is none. */
export function parsePorts(text: string): readonly PortRange[] {
  return items(text).map((item) => {
    const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(item) ?? [];
    const range = { from: Number(from), to: Number(to ?? from) };
    if (from === undefined || range.to > 65_535 || range.from > range.to) {
      throw new Error('must be ports and ranges of them like 443,1024-65535, separated by commas');
    }
    return range;
  });
}
