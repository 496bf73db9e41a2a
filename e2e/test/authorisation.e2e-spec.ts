import { type Route, routes } from '@imageai/api';
import { adminRoutes } from '@imageai/api/admin';
import { PlanName } from '@imageai/contracts/auth';
import { beforeAll, expect, it } from '@jest/globals';
import { type Kind, keyScopes, open, type Role, type Row, roles, table, type Who } from '../src/authorisation-table.js';
import { Browser, type CallAnswer, Client, describeWithOperator, operator, stand } from '../src/index.js';

interface Named {
  readonly id?: string;
  /** Members are named by who they are. */
  readonly user?: { readonly id: string };
}
const nameOf = ({ id, user }: Named): string => id ?? user?.id ?? '';

interface Refusal {
  readonly error: { readonly code: string; readonly message: string };
}
type Call = (method: string, path: string, body?: unknown) => Promise<CallAnswer<Refusal>>;

const described: readonly Route[] = routes;
const rows: Readonly<Record<string, Row | typeof open>> = table;
const prefixes: Readonly<Record<Kind, string>> = {
  generation: 'gen',
  image: 'img',
  webhook: 'we',
  delivery: 'dlv',
  key: 'key',
  member: 'user',
  invitation: 'inv',
  session: 'ses',
};

/** Somebody who owns an account in which there is one thing of each kind. */
async function settled(): Promise<{ browser: Browser; ids: Record<Kind, string> }> {
  const browser = await Browser.signedUp();
  const make = async (path: string, body: unknown) => {
    const { status, body: made } = await browser.send<Named>('POST', path, body);
    if (status >= 300) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(made)}`);
    return nameOf(made);
  };
  const first = async (path: string) => nameOf((await browser.send<{ data: Named[] }>('GET', path)).body.data[0] ?? {});
  const body = { prompt: 'a lake between hills', width: 512, height: 512, num_inference_steps: 1 };
  await make('/api/generate-image', body);
  const webhook = await make('/api/webhooks', { url: 'http://127.0.0.1:65535/hook', event_types: [] });
  await make(`/api/webhooks/${webhook}/test`, undefined);
  const ids = {
    generation: await first('/api/generations'),
    image: await first('/api/images'),
    webhook,
    delivery: await first('/api/webhooks/deliveries'),
    key: await make('/api/keys', {}),
    invitation: await make('/api/invitations', { email: 'friend@e2e.example', role: 'viewer' }),
    member: await first('/api/members'),
    session: await first('/api/auth/sessions'),
  };
  return { browser, ids };
}

describeWithOperator('every route, by everybody', () => {
  const callers = new Map<Who, Call>();
  const members = new Map<Role, Browser>();
  let owner: Browser;
  let stranger: Browser;
  let foreign: Record<Kind, string>;

  beforeAll(async () => {
    owner = await Browser.signedUp();
    const overrides = { requestsPerMinute: 100_000, imagesPerMonth: 100_000 };
    const plan = PlanName.PLAN_NAME_PROFESSIONAL;
    await operator.accounts.setPlan({ accountId: owner.accountId, plan, overrides });
    members.set('owner', owner);
    for (const role of roles.slice(1)) members.set(role, await Browser.joining(owner, role));
    for (const [role, browser] of members) callers.set(role, (...asked) => browser.send(...asked));
    for (const scope of keyScopes) {
      const { body } = await owner.send<{ secret: string }>('POST', '/api/keys', { scopes: [scope] });
      const client = new Client(body.secret);
      callers.set(`key:${scope}`, (...asked) => client.call(...asked));
    }
    ({ browser: stranger, ids: foreign } = await settled());
  });

  it('has its row in the table', () => {
    expect(Object.keys(rows).sort()).toEqual(described.map(({ id }) => id).sort());
    for (const { id, access } of described) expect([id, rows[id] === open]).toEqual([id, access === undefined]);
  });

  const walked = described.flatMap((route): [string, Route, Row][] => {
    const row = rows[route.id];
    return row === undefined || row === open ? [] : [[`${route.method.toUpperCase()} ${route.path}`, route, row]];
  });

  it.each(walked)('%s is done for whom the table names, on what is theirs alone', async (_name, route, row) => {
    const { access, method } = route;
    const ask = (call: Call, id: string) => call(method.toUpperCase(), route.path.replace('{id}', id), row.body?.());
    const missing = row.of === undefined ? 'none' : `${prefixes[row.of]}_${'0'.repeat(36)}`;
    for (const [who, call] of callers) {
      if (!row.may.includes(who)) {
        // What is for people is closed to keys, whatever these may do.
        const forPeople = who.startsWith('key:') && (access === 'member' || access === 'person');
        const { status, body } = await ask(call, row.of === undefined ? missing : foreign[row.of]);
        expect([who, status, body.error.code]).toEqual(
          forPeople ? [who, 401, 'invalid_session'] : [who, 403, 'insufficient_scope'],
        );
        continue;
      }
      if (row.fatal) continue;
      const own = await ask(call, missing);
      const refused = own.status === 401 || codeOf(own) === 'insufficient_scope';
      expect([who, own.status, refused, own.status < 500]).toEqual([who, own.status, false, true]);
      if (row.of === undefined) continue;
      const other = await ask(call, foreign[row.of]);
      // Nothing tells what belongs to others from what does not exist.
      expect([who, other.status, other.body]).toEqual([who, own.status, own.body]);
      // To end a session that is not there is no error: it has ended.
      expect(other.status).toBe(row.of === 'session' ? 204 : 404);
    }
  });

  const ofAccounts = walked.filter(([, { access }]) => access !== 'person');
  it.each(ofAccounts)('%s in the name of an account of others finds no such account', async (_name, route, row) => {
    const elsewhere = { 'x-account-id': stranger.accountId };
    for (const [role, browser] of members) {
      const path = route.path.replace('{id}', row.of === undefined ? 'none' : foreign[row.of]);
      const { status, body } = await browser.send<Refusal>(route.method.toUpperCase(), path, row.body?.(), elsewhere);
      expect([role, status, body.error.code]).toEqual([role, 404, 'not_found']);
    }
  });

  it('leaves what belongs to others as it was', async () => {
    const paths = [
      `/api/generations/${foreign.generation}`,
      `/api/images/${foreign.image}`,
      `/api/webhooks/${foreign.webhook}`,
      `/api/webhooks/deliveries/${foreign.delivery}`,
    ];
    for (const path of paths) expect([path, (await stranger.send('GET', path)).status]).toEqual([path, 200]);
    const ids = async (path: string) => (await stranger.send<{ data: Named[] }>('GET', path)).body.data.map(nameOf);
    expect(await ids('/api/keys')).toEqual([foreign.key]);
    expect(await ids('/api/members')).toEqual([foreign.member]);
    expect(await ids('/api/invitations')).toEqual([foreign.invitation]);
    expect(await ids('/api/auth/sessions')).toEqual([foreign.session]);
  });

  it.each(adminRoutes.map((route) => [route.method.toUpperCase(), route.path] as const))(
    '%s %s is for operators alone: whatever somebody is in their account, it is not there',
    async (method, path) => {
      const target = path.replace('{id}', owner.accountId).replace(/\{\w+\}/, 'x');
      for (const [who, call] of callers) expect([who, (await call(method, target)).status]).toEqual([who, 404]);
      const { adminUrl = '' } = stand.operator ?? {};
      const { body: key } = await owner.send<{ secret: string }>('POST', '/api/keys', {
        scopes: ['generate', 'read', 'manage'],
      });
      for (const authorization of ['', `Bearer ${key.secret}`, `Bearer ${stand.operator?.token}`]) {
        const { status } = await fetch(`${adminUrl}${target}`, { method, headers: { authorization } });
        expect(status).toBe(401);
      }
    },
  );
});

const codeOf = ({ body }: CallAnswer<Partial<Refusal> | null>): string | undefined => body?.error?.code;
