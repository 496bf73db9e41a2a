import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** As whom those who send people there are known. */
export const identityProviderClient = { clientId: 'imageai', clientSecret: 'the-secret-of-the-client' } as const;

interface Person {
  readonly sub: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name: string;
}

export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who signs in next; nobody: the person says no. */
  person: Person | undefined;
  /** Follows a browser's way through the provider, and returns the query it comes back with. */
  visit(url: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * A certified OpenID provider, in which people sign in without being asked anything.
 * @param port any that is free where 0
 */
export async function startIdentityProvider(redirectUri: string, port = 0): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = identityProviderClient;
  const people = new Map<string, Person>();
  const state: { person: Person | undefined } = { person: undefined };
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => {
        const { email, emailVerified, name } = people.get(sub) ?? { email: '', emailVerified: false, name: '' };
        return { sub, email, email_verified: emailVerified, name };
      },
    }),
    cookies: { keys: ['a-key-of-the-cookies'] },
  });
  const handle = provider.callback();
  server.on('request', async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return handle(request, response);
    const { params, prompt, session } = await provider.interactionDetails(request, response);
    const { person } = state;
    if (person === undefined) {
      return provider.interactionFinished(request, response, { error: 'access_denied' });
    }
    people.set(person.sub, person);
    if (prompt.name === 'login') {
      return provider.interactionFinished(request, response, { login: { accountId: person.sub } });
    }
    const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: String(params.client_id) });
    grant.addOIDCScope('openid email profile');
    const consent = { grantId: await grant.save() };
    return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
  });
  return Object.assign(state, {
    issuer,
    ...client,
    visit: (url: string) => visit(url, redirectUri),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

/** A browser that keeps cookies, until it is sent to `end`. */
async function visit(start: string, end: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let hops = 0; hops < 10; hops++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    url = new URL(location, url).href;
    if (url.startsWith(`${end}?`)) return new URL(url).search.slice(1);
  }
  throw new Error('the provider never sent the browser back');
}
