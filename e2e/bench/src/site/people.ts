import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from '@imageai/local';
import type { BrowserContext } from 'playwright-core';

const betweenLooksMs = 100;
const patienceMs = 30_000;

export interface Person {
  readonly email: string;
  readonly password: string;
  readonly accountId: string;
  readonly csrfToken: string;
}

/** Signs somebody up in this browser, who is then signed in; mails are read in auth's log. */
export async function signUp(stack: Stack, context: BrowserContext, name: string): Promise<Person> {
  const email = `${name.toLowerCase()}@example.com`;
  const password = 'a password of some length';
  const post = async (path: string, data: object) => {
    const answer = await context.request.post(`${stack.url}/api/auth/${path}`, {
      data,
      headers: { origin: stack.url },
    });
    if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
    return answer;
  };
  await post('sign-up', { email, password, name });
  const answer = await post('verify-email', { token: await mailedToken(stack, email), password });
  const { memberships, csrf_token } = (await answer.json()) as {
    memberships: { account_id: string }[];
    csrf_token: string;
  };
  return { email, password, accountId: memberships[0]?.account_id ?? '', csrfToken: csrf_token };
}

/** A call as whoever is signed in. */
export async function asked(
  { stack, context, person }: { stack: Stack; context: BrowserContext; person: Person },
  path: string,
  data: object,
): Promise<void> {
  const headers = { origin: stack.url, 'x-csrf-token': person.csrfToken };
  const answer = await context.request.post(`${stack.url}${path}`, { data, headers, timeout: 120_000 });
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
}

async function mailedToken({ layout }: Stack, email: string): Promise<string> {
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    const lines = (await readFile(join(layout.logs, 'auth.log'), 'utf8')).split('\n');
    const mail = lines.find((line) => line.includes(`"${email}"`) && line.includes('#token='));
    const token = /#token=([\w-]+)/.exec(mail ?? '')?.[1];
    if (token !== undefined) return token;
    await sleep(betweenLooksMs);
  }
  throw new Error(`no mail came to ${email}`);
}
