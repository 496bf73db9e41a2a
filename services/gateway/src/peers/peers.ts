import {
  AccountServiceClient,
  AuditServiceClient,
  AuthServiceClient,
  KeyServiceClient,
  MemberServiceClient,
  SessionServiceClient,
  UserServiceClient,
} from '@imageai/contracts/auth';
import { GenerationServiceClient, ModelServiceClient } from '@imageai/contracts/generation';
import { AdmissionServiceClient, UsageServiceClient } from '@imageai/contracts/metering';
import { ImageServiceClient, InputServiceClient } from '@imageai/contracts/storage';
import { DeliveryServiceClient, EndpointServiceClient } from '@imageai/contracts/webhooks';
import { createRpcClient, type RpcClient, type TlsFolder } from '@imageai/rpc';
import type { ReadinessChecks } from '@imageai/telemetry';
import type { Config } from '../config.js';
import { PeerHealth } from './peer-health.js';

export type AuthClient = RpcClient<AuthServiceClient>;
export type AccountsClient = RpcClient<AccountServiceClient>;
export type AuditClient = RpcClient<AuditServiceClient>;
export type KeysClient = RpcClient<KeyServiceClient>;
export type MembersClient = RpcClient<MemberServiceClient>;
export type SessionsClient = RpcClient<SessionServiceClient>;
export type UsersClient = RpcClient<UserServiceClient>;
export type AdmissionClient = RpcClient<AdmissionServiceClient>;
export type GenerationClient = RpcClient<GenerationServiceClient>;
export type ModelsClient = RpcClient<ModelServiceClient>;
export type ImagesClient = RpcClient<ImageServiceClient>;
export type InputsClient = RpcClient<InputServiceClient>;
export type EndpointsClient = RpcClient<EndpointServiceClient>;
export type DeliveriesClient = RpcClient<DeliveryServiceClient>;
export type UsageClient = RpcClient<UsageServiceClient>;

/** Connections to the services that the gateway needs. */
export interface Peers {
  readonly auth: AuthClient;
  readonly accounts: AccountsClient;
  readonly audit: AuditClient;
  readonly keys: KeysClient;
  readonly members: MembersClient;
  readonly sessions: SessionsClient;
  readonly users: UsersClient;
  readonly admission: AdmissionClient;
  readonly generation: GenerationClient;
  readonly models: ModelsClient;
  readonly images: ImagesClient;
  readonly inputs: InputsClient;
  readonly endpoints: EndpointsClient;
  readonly deliveries: DeliveriesClient;
  readonly usage: UsageClient;
  /** Whether each of those answers without which no image is made. */
  readonly checks: ReadinessChecks;
  readonly close: () => void;
}

export function connectPeers(config: Config, tls?: TlsFolder): Peers {
  const at = (address: string) => ({ address, caller: 'gateway', token: config.SERVICE_TOKEN, tls });
  const auth = createRpcClient(AuthServiceClient, at(config.AUTH_ADDRESS));
  const accounts = createRpcClient(AccountServiceClient, at(config.AUTH_ADDRESS));
  const audit = createRpcClient(AuditServiceClient, at(config.AUTH_ADDRESS));
  const keys = createRpcClient(KeyServiceClient, at(config.AUTH_ADDRESS));
  const members = createRpcClient(MemberServiceClient, at(config.AUTH_ADDRESS));
  const sessions = createRpcClient(SessionServiceClient, at(config.AUTH_ADDRESS));
  const users = createRpcClient(UserServiceClient, at(config.AUTH_ADDRESS));
  const admission = createRpcClient(AdmissionServiceClient, at(config.METERING_ADDRESS));
  const generation = createRpcClient(GenerationServiceClient, at(config.GENERATION_ADDRESS));
  const models = createRpcClient(ModelServiceClient, at(config.GENERATION_ADDRESS));
  const images = createRpcClient(ImageServiceClient, at(config.STORAGE_ADDRESS));
  const inputs = createRpcClient(InputServiceClient, at(config.STORAGE_ADDRESS));
  const endpoints = createRpcClient(EndpointServiceClient, at(config.WEBHOOKS_ADDRESS));
  const deliveries = createRpcClient(DeliveryServiceClient, at(config.WEBHOOKS_ADDRESS));
  const usage = createRpcClient(UsageServiceClient, at(config.METERING_ADDRESS));
  const clients = {
    accounts,
    audit,
    auth,
    keys,
    members,
    sessions,
    users,
    admission,
    generation,
    models,
    images,
    inputs,
    endpoints,
    deliveries,
    usage,
  };
  const health = {
    auth: new PeerHealth(config.AUTH_ADDRESS, tls),
    metering: new PeerHealth(config.METERING_ADDRESS, tls),
    generation: new PeerHealth(config.GENERATION_ADDRESS, tls),
  };
  return {
    ...clients,
    checks: Object.fromEntries(Object.entries(health).map(([name, peer]) => [name, () => peer.isServing()])),
    close: () => {
      for (const client of [...Object.values(clients), ...Object.values(health)]) client.close();
    },
  };
}
