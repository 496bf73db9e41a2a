import { AccountServiceClient, AuditServiceClient, KeyServiceClient } from '@imageai/contracts/auth';
import {
  DeadLetterServiceClient,
  GenerationServiceClient,
  ModelServiceClient,
  QueueServiceClient,
} from '@imageai/contracts/generation';
import { UsageServiceClient } from '@imageai/contracts/metering';
import { createRpcClient, type RpcClient, type TlsFolder } from '@imageai/rpc';
import type { Config } from '../config.js';
import type {
  AccountsClient,
  AuditClient,
  GenerationClient,
  KeysClient,
  ModelsClient,
  UsageClient,
} from '../peers/peers.js';

export type DeadLettersClient = RpcClient<DeadLetterServiceClient>;
export type QueueClient = RpcClient<QueueServiceClient>;

/** The same services as the public API's, asked as `operator`: what an operator may do, the gateway may not. */
export interface OperatorPeers {
  readonly accounts: AccountsClient;
  readonly audit: AuditClient;
  readonly keys: KeysClient;
  readonly usage: UsageClient;
  readonly generation: GenerationClient;
  readonly models: ModelsClient;
  readonly deadLetters: DeadLettersClient;
  readonly queue: QueueClient;
  readonly close: () => void;
}

/** A check of all books reads every balance and its ledger. */
const booksTimeoutMs = 60_000;

export function connectOperatorPeers(config: Config, token: string, tls?: TlsFolder): OperatorPeers {
  const at = (address: string) => ({ address, caller: 'operator', token, tls });
  const clients = {
    accounts: createRpcClient(AccountServiceClient, at(config.AUTH_ADDRESS)),
    audit: createRpcClient(AuditServiceClient, at(config.AUTH_ADDRESS)),
    keys: createRpcClient(KeyServiceClient, at(config.AUTH_ADDRESS)),
    usage: createRpcClient(UsageServiceClient, { ...at(config.METERING_ADDRESS), timeoutMs: booksTimeoutMs }),
    generation: createRpcClient(GenerationServiceClient, at(config.GENERATION_ADDRESS)),
    models: createRpcClient(ModelServiceClient, at(config.GENERATION_ADDRESS)),
    deadLetters: createRpcClient(DeadLetterServiceClient, at(config.GENERATION_ADDRESS)),
    queue: createRpcClient(QueueServiceClient, at(config.GENERATION_ADDRESS)),
  };
  return {
    ...clients,
    close: () => {
      for (const client of Object.values(clients)) client.close();
    },
  };
}
