import { AccountServiceClient, AuthServiceClient, KeyServiceClient, PlanName } from '@imageai/contracts/auth';
import { createRpcClient } from '@imageai/rpc';
import { readJson, writePrivateJson } from './private-file.js';
import { OPERATOR } from './secrets.js';

export interface DemoKeys {
  starter: string;
  professional: string;
  enterprise: string;
}

type DemoPlan = keyof DemoKeys;

const PLANS: Record<DemoPlan, PlanName> = {
  starter: PlanName.PLAN_NAME_STARTER,
  professional: PlanName.PLAN_NAME_PROFESSIONAL,
  enterprise: PlanName.PLAN_NAME_ENTERPRISE,
};

/** What of auth is needed here. */
export interface KeyDesk {
  works(secret: string): Promise<boolean>;
  /** A new key of the plan's demo account, which is made where there is none. */
  issue(plan: DemoPlan): Promise<string>;
}

/** The keys of earlier runs where they still work, new ones otherwise. */
export async function demoKeys(keysFile: string, desk: KeyDesk): Promise<DemoKeys> {
  const kept = readJson<Partial<DemoKeys>>(keysFile) ?? {};
  const plans = Object.keys(PLANS) as DemoPlan[];
  const entries = await Promise.all(
    plans.map(async (plan) => {
      const secret = kept[plan];
      return [plan, secret && (await desk.works(secret)) ? secret : await desk.issue(plan)] as const;
    }),
  );
  const keys = Object.fromEntries(entries) as unknown as DemoKeys;
  writePrivateJson(keysFile, keys);
  return keys;
}

export async function withKeyDesk<T>(address: string, token: string, work: (desk: KeyDesk) => Promise<T>): Promise<T> {
  const options = { address, token, caller: OPERATOR, timeoutMs: 10_000 };
  const auth = createRpcClient(AuthServiceClient, options);
  const accounts = createRpcClient(AccountServiceClient, options);
  const keys = createRpcClient(KeyServiceClient, options);
  try {
    return await work({
      works: async (secret) => (await auth.verifyKey({ secret })).result?.$case === 'principal',
      issue: async (plan) => {
        const email = `${plan}@demo.local`;
        const { account } = await accounts.createAccount({ name: `Demo ${plan}`, email, plan: PLANS[plan] });
        if (!account) throw new Error(`auth made no account for ${email}`);
        const { secret } = await keys.createKey({ accountId: account.id, name: 'demo', scopes: [] });
        return secret;
      },
    });
  } finally {
    for (const client of [auth, accounts, keys]) client.close();
  }
}
