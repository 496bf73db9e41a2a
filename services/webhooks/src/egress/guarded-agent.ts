import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { EgressPolicy } from './egress-policy.js';
import type { Resolve } from './resolve.js';

/** Where the URL leads may not be called. */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused';
}

interface GuardedAgentOptions {
  readonly policy: EgressPolicy;
  readonly resolve: Resolve;
  readonly connectTimeoutMs: number;
}

/**
 * Connections to what the policy allows, and to nothing else. The check stands where the socket gets its address: the
 * name is resolved once for a connection, what is not allowed is taken out, and the socket connects to one of the rest.
 * So a name that changes its address between check and use gains nothing. No setting of a proxy reaches it.
 */
export function guardedAgent({ policy, resolve, connectTimeoutMs }: GuardedAgentOptions): Agent {
  const lookup: LookupFunction = (hostname, { all }, callback) => {
    allowedAddresses(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) callback(new EgressRefused(`${hostname} leads to no address that may be called`), '');
        else if (all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, ''),
    );
  };
  const allowedAddresses = async (hostname: string) =>
    (await resolve(hostname))
      .filter((address) => policy.allowsAddress(address))
      .map((address) => ({ address, family: isIP(address) }));
  const connect = buildConnector({ lookup, timeout: connectTimeoutMs, allowH2: false });
  return new Agent({
    connect: (options, callback) => {
      const { hostname } = options;
      // An address needs no look-up, so it would pass by the one above.
      if (isIP(hostname) === 0 || policy.allowsAddress(hostname)) connect(options, callback);
      else callback(new EgressRefused(`${hostname} may not be called`), null);
    },
    keepAliveTimeout: 4_000,
    pipelining: 1,
  });
}
