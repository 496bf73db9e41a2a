import { AccountServiceClient, KeyServiceClient } from '@imageai/contracts/auth';
import { type Generation, GenerationServiceClient } from '@imageai/contracts/generation';
import { type LedgerEntry, UsageServiceClient } from '@imageai/contracts/metering';
import { ImageServiceClient, type StoredImage } from '@imageai/contracts/storage';
import { createRpcClient } from '@imageai/rpc';
import { describe } from '@jest/globals';
import { stand } from './the-stand.js';

const connect = () => {
  const at = (service: string) => ({
    address: stand.operator?.addresses[service] ?? 'localhost:1',
    caller: 'operator',
    token: stand.operator?.token ?? '',
    timeoutMs: 10_000,
  });
  return {
    accounts: createRpcClient(AccountServiceClient, at('auth')),
    keys: createRpcClient(KeyServiceClient, at('auth')),
    usage: createRpcClient(UsageServiceClient, at('metering')),
    generations: createRpcClient(GenerationServiceClient, at('generation')),
    images: createRpcClient(ImageServiceClient, at('storage')),
  };
};

const clients = connect();

/** What only an operator of the stack can see and do. */
export const operator = {
  ...clients,

  async ledger(accountId: string): Promise<readonly LedgerEntry[]> {
    const request = { accountId, month: new Date().toISOString().slice(0, 7), pageSize: 1000, pageToken: '' };
    return (await clients.usage.listLedgerEntries(request)).entries;
  },

  async generationsOf(accountId: string): Promise<readonly Generation[]> {
    const request = { accountId, pageSize: 100, pageToken: '', requestId: '', idempotencyKey: '', statuses: [] };
    return (await clients.generations.listGenerations(request)).generations;
  },

  async imagesOf(accountId: string): Promise<readonly StoredImage[]> {
    return (await clients.images.listImages({ accountId, pageSize: 100, pageToken: '', filter: undefined })).images;
  },

  close(): void {
    for (const client of Object.values(clients)) client.close();
  },
};

/** A `describe` for what cannot be tested from outside alone. */
export const describeWithOperator = stand.operator === undefined ? describe.skip : describe;

/** A `describe` for what only the runner of a stack on this machine knows. */
export const describeLocally = stand.operator?.local === undefined ? describe.skip : describe;
