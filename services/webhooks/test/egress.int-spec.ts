import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { newId } from '@imageai/api';
import { DeliveryStatus } from '@imageai/contracts/webhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { nameServers } from '../src/egress/resolve.js';
import { Receiver } from './receiver.js';
import {
  type Backing,
  createEndpoint,
  deliveriesOf,
  generationEvent,
  type Replica,
  startBacking,
  startReplica,
} from './webhooks-under-test.js';

const refused = {
  status: DeliveryStatus.DELIVERY_STATUS_PENDING,
  lastStatusCode: 0,
  lastError: 'The URL leads to an address that may not be called.',
};
const publicAddress = '93.184.216.34';

let backing: Backing;
let receiver: Receiver;
let accountId: string;
/** What the name servers answer, look-up by look-up; the last one stays. */
let answers: string[][];
let lookups: string[];

const resolve = async (hostname: string): Promise<string[]> => {
  lookups.push(hostname);
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  if (answer === undefined) throw Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
  return answer;
};

beforeAll(async () => {
  backing = await startBacking();
  receiver = await Receiver.start();
}, 60_000);
afterAll(async () => {
  await receiver.stop();
  await backing.postgres.drop();
});
beforeEach(() => {
  accountId = newId('acct');
  receiver.received.length = 0;
  lookups = [];
});

const urlOf = (hostname: string): string => `http://${hostname}:${receiver.port}/hook`;

async function deliver(replica: Replica, hostname = 'hooks.example.com') {
  await createEndpoint(replica, accountId, urlOf(hostname));
  await replica.take(generationEvent({ accountId }));
  await replica.dispatcher.settled();
  return (await deliveriesOf(replica, accountId))[0];
}

describe('where the operator allows no range', () => {
  let replica: Replica;
  beforeAll(async () => {
    replica = await startReplica(backing, { resolve, WEBHOOKS_ALLOWED_RANGES: '', ATTEMPT_TIMEOUT_MS: 3_000 });
  });
  afterAll(() => replica.stop());

  it.each([
    ['loopback', '127.0.0.1'],
    ['loopback of IPv6', '::1'],
    ['a private address', '10.0.0.7'],
    ['the metadata of a cloud', '169.254.169.254'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['an IPv4-mapped address', '::ffff:127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['6to4', '2002:7f00:1::1'],
    ['Teredo', '2001:0:7f00:1::1'],
  ])('a name that resolves to %s gets nothing, and its owner reads why', async (_, address) => {
    answers = [[address]];
    expect(await deliver(replica)).toMatchObject(refused);
    expect(receiver.received).toHaveLength(0);
  });

  it('the error names no address of our network', async () => {
    answers = [['10.0.0.7']];
    expect(JSON.stringify((await deliver(replica))?.lastError)).not.toContain('10.0.0.7');
  });

  it('localhost is loopback, whatever the name servers say', async () => {
    const asking = await startReplica(backing, { resolve: nameServers(1_000), WEBHOOKS_ALLOWED_RANGES: '' });
    expect(await deliver(asking, 'localhost')).toMatchObject(refused);
    await asking.stop();
  });

  it.each(['2130706433', '0177.0.0.1', '0x7f.1', '[::1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]'])(
    'a request’s own URL to %s gets nothing',
    async (host) => {
      await replica.take(generationEvent({ accountId, webhook: { url: urlOf(host), eventTypes: [] } }));
      await replica.dispatcher.settled();
      const [delivery] = await deliveriesOf(replica, accountId);
      expect(delivery).toMatchObject({ lastError: 'The URL must not lead to a private or reserved address.' });
      expect([receiver.received, lookups]).toEqual([[], []]);
    },
  );
});

describe('where the operator allows loopback', () => {
  let replica: Replica;
  beforeAll(async () => {
    replica = await startReplica(backing, {
      resolve,
      WEBHOOKS_ALLOWED_RANGES: '127.0.0.1/32',
      WEBHOOKS_DENIED_RANGES: '93.184.216.0/24',
      ATTEMPT_TIMEOUT_MS: 3_000,
    });
  });
  afterAll(() => replica.stop());

  it('the connection goes to the address that was checked: the name is looked up once, and reaches the receiver as host', async () => {
    answers = [['127.0.0.1'], [publicAddress]];
    await deliver(replica, 'once.example.com');
    expect(lookups).toEqual(['once.example.com']);
    expect(receiver.received[0]?.headers.host).toBe(`once.example.com:${receiver.port}`);
  });

  it('a name that leads elsewhere on the next connection is checked again there', async () => {
    // The first answer closes the connection, so that the second try needs one of its own.
    receiver.handler = (response) => response.writeHead(500, { connection: 'close' }).end();
    answers = [['127.0.0.1'], ['127.0.0.2']];
    const first = await deliver(replica, 'rebinding.example.com');
    expect(first).toMatchObject({ lastStatusCode: 500 });
    await replica.deliveries.replayDelivery({ accountId, deliveryId: first?.id ?? '' });
    await replica.dispatcher.settled();
    expect((await deliveriesOf(replica, accountId))[0]).toMatchObject(refused);
    expect([receiver.received.length, lookups.length]).toEqual([1, 2]);
    receiver.handler = (response) => response.end();
  });

  it('of several addresses only those are tried that may be called', async () => {
    answers = [['10.0.0.7', '::1', '127.0.0.1', publicAddress]];
    const delivery = await deliver(replica, 'several.example.com');
    expect(delivery?.status).toBe(DeliveryStatus.DELIVERY_STATUS_DELIVERED);
  });

  it('TLS asks for the name of the URL, though it connects to an address', async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<string>();
    const server = createTlsServer({
      SNICallback: (servername, callback) => {
        ask(servername);
        callback(new Error('no certificate'));
      },
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    answers = [['127.0.0.1']];
    const { port } = server.address() as AddressInfo;
    await createEndpoint(replica, accountId, `https://tls.example.com:${port}/hook`);
    await replica.take(generationEvent({ accountId }));
    expect(await asked).toBe('tls.example.com');
    await replica.dispatcher.settled();
    server.close();
    expect((await deliveriesOf(replica, accountId))[0]).toMatchObject({
      status: DeliveryStatus.DELIVERY_STATUS_PENDING,
      lastStatusCode: 0,
    });
  });

  it('a name without an address is a failure that is tried again', async () => {
    answers = [];
    const lastError = 'The host name cannot be resolved.';
    expect(await deliver(replica, 'nowhere.example.com')).toMatchObject({ ...refused, lastError });
  });
});
