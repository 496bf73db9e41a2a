import { beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Account,
  Described,
  type Document,
  describeWithOperator,
  e2eSettings,
  type FuzzRequest,
  newAccount,
  requestTo,
  stand,
  type Target,
  targetsOf,
} from '../src/index.js';

const most = 4_000;
const atOnce = 12;
const timeLimitMs = 45_000;
/** Fewer would be no attack, however busy the machine. */
const fewest = 1_000;

/** An account's requests that only read have a limit too: with so many accounts few are refused for that alone. */
const owners = 8;
/** The image of the month is used up before the attack: what is asked for then costs nothing. */
const limits = { requestsPerMinute: 100_000, imagesPerMonth: 1 };

let document: Document;
let targets: readonly Target[];
let described: Described;
let senders: readonly Account[];
let ids: readonly string[];
let sent = 0;

beforeAll(async () => {
  document = (await (await fetch(`${stand.url}/api/openapi.json`)).json()) as Document;
  targets = targetsOf(document);
  described = new Described(document);
  if (stand.operator === undefined) return;

  const made = await Promise.all(Array.from({ length: owners }, newOwner));
  ids = made.flatMap((owner) => owner.ids);
  senders = [...made, await newAccount('starter', { scopes: ['read', 'manage'] })];
});

/** An account that has one of everything, and may make no more. */
async function newOwner(): Promise<Account & { readonly ids: readonly string[] }> {
  const owner = await newAccount('enterprise', { scopes: ['generate', 'read', 'manage'], limits });
  const { client } = owner;
  const image = await client.draw();
  const url = 'http://127.0.0.1:1/';
  const { body: webhook } = await client.call<{ id: string }>('POST', '/api/webhooks', { url });
  const { body: delivery } = await client.call<{ id: string }>('POST', `/api/webhooks/${webhook.id}/test`);
  const { body: page } = await client.call<{ data: { id: string }[] }>('GET', '/api/generations');
  return { ...owner, ids: [image.id, webhook.id, delivery.id, ...page.data.map(({ id }) => id)] };
}

async function send(request: FuzzRequest): Promise<string | undefined> {
  const target = targets[request.target];
  if (target === undefined) throw new Error(`no operation ${request.target}`);
  const path = target.path.replace(/\{(\w+)\}/g, (_all, name) =>
    encodeURIComponent((request.path[name] ?? '').toWellFormed()),
  );
  const query = new URLSearchParams(request.query);
  const { key } = senders[request.sender % senders.length] ?? { key: '' };
  const headers = new Headers(request.headers);
  if (target.security.length > 0) headers.set('authorization', `Bearer ${key}`);
  if (request.contentType !== '') headers.set('content-type', request.contentType);
  const response = await fetch(`${stand.url}${path}${query.size > 0 ? `?${query}` : ''}`, {
    method: target.method.toUpperCase(),
    headers,
    ...(request.body !== undefined && target.method !== 'get' && { body: Buffer.from(request.body.toWellFormed()) }),
  });
  sent += 1;
  const fault = await described.fault(target, response);
  return fault && `${target.method} ${path} ${fault}`;
}

/** Sends as many as the time allows, several at once; answers what was wrong, each kind once. */
async function attack(requests: readonly FuzzRequest[]): Promise<readonly string[]> {
  const until = Date.now() + timeLimitMs;
  const faults = new Map<string, string>();
  const queue = requests.values();
  const worker = async () => {
    for (const request of queue) {
      if (Date.now() > until) return;
      const fault = await send(request);
      if (fault === undefined) continue;
      const kind = `${request.target} ${fault.match(/answered \d+/)?.[0]}`;
      faults.set(kind, `${fault}\n  to ${JSON.stringify(request)}`.slice(0, 2_000));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return [...faults.values()];
}

describeWithOperator('thousands of requests made from the OpenAPI document', () => {
  it(
    'get no 5xx, and no answer that the document does not describe',
    async () => {
      const seed = e2eSettings().E2E_FUZZ_SEED ?? Date.now() % 2 ** 31;
      const any = fc.oneof(...targets.map((target, index) => requestTo(target, index, document, ids)));
      const faults = await attack(fc.sample(any, { seed, numRuns: most }));
      if (faults.length > 0) throw new Error(`with E2E_FUZZ_SEED=${seed}:\n${faults.join('\n')}`);
      expect(sent).toBeGreaterThan(fewest);
    },
    timeLimitMs * 3,
  );
});
