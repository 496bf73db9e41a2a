import { Resolver } from 'node:dns/promises';

/** All addresses of a host name; rejects where it has none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/**
 * Asks the name servers directly, not the system's resolver: that one has four threads for the whole process, and four
 * names whose servers do not answer would hold up every delivery. So `/etc/hosts` and search domains do not count.
 */
export function nameServers(timeoutMs: number): Resolve {
  const resolver = new Resolver({ timeout: Math.ceil(timeoutMs / 3), tries: 2 });
  return async (hostname) => {
    // RFC 6761: names of this machine, which name servers do not know.
    if (/(^|\.)localhost\.?$/i.test(hostname)) return ['127.0.0.1', '::1'];
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const failure = answers.find((answer) => answer.status === 'rejected');
    if (addresses.length === 0 && failure !== undefined) throw failure.reason;
    return addresses;
  };
}
