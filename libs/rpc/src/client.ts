import {
  type CallOptions,
  type ChannelCredentials,
  type Client,
  type ClientOptions,
  type ClientReadableStream,
  type ClientUnaryCall,
  type ClientWritableStream,
  Metadata,
  type ServiceDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { currentRequestId } from '@imageai/telemetry';
import { fromServiceError } from './error-mapping.js';
import { metadataKeys } from './metadata.js';
import { channelCredentials, type TlsFolder } from './tls.js';

export interface RpcClientOptions {
  /** "host:port". */
  readonly address: string;
  /** This service's name, as its callees list it. */
  readonly caller: string;
  /** This service's SERVICE_TOKEN. */
  readonly token: string;
  /** Without it calls are not encrypted. */
  readonly tls?: TlsFolder | undefined;
  /** Deadline of every unary call; streams have none. */
  readonly timeoutMs?: number;
}

interface CallSettings {
  readonly timeoutMs?: number;
}

/** A client-streaming call: write to `stream`, end it, await `response`. */
export interface Upload<Request, Response> {
  readonly stream: ClientWritableStream<Request>;
  readonly response: Promise<Response>;
}

type Callback<Response> = (error: ServiceError | null, response: Response) => void;

type Method<M> = M extends (request: infer Q, metadata?: Metadata, options?: infer _) => ClientReadableStream<infer R>
  ? (request: Q) => ClientReadableStream<R>
  : M extends (
        metadata: Metadata,
        options: Partial<CallOptions>,
        callback: Callback<infer R>,
      ) => ClientWritableStream<infer Q>
    ? () => Upload<Q, R>
    : M extends (
          request: infer Q,
          metadata: Metadata,
          options: Partial<CallOptions>,
          callback: Callback<infer R>,
        ) => ClientUnaryCall
      ? (request: Q, settings?: CallSettings) => Promise<R>
      : never;

/** The generated client with promises in place of callbacks; failed calls reject with AppError. */
export type RpcClient<C extends Client> = {
  readonly [Name in Exclude<keyof C, keyof Client | number | symbol>]: Method<C[Name]>;
} & { readonly close: () => void };

interface ClientConstructor<C extends Client> {
  new (address: string, channelCredentials: ChannelCredentials, options?: Partial<ClientOptions>): C;
  readonly service: ServiceDefinition;
}

/** A call that never reached the other side is tried again, so that a restart of one service is not seen by its callers. */
const retryUnavailable = JSON.stringify({
  methodConfig: [
    {
      name: [{}],
      retryPolicy: {
        maxAttempts: 4,
        initialBackoff: '0.05s',
        maxBackoff: '0.5s',
        backoffMultiplier: 3,
        retryableStatusCodes: ['UNAVAILABLE'],
      },
    },
  ],
});

/** Every RPC here may be repeated: writes are keyed by ids that the caller fixed. */
export function createRpcClient<C extends Client>(
  Constructor: ClientConstructor<C>,
  { address, caller, token, tls, timeoutMs = 5_000 }: RpcClientOptions,
): RpcClient<C> {
  const client = new Constructor(address, channelCredentials(tls), {
    'grpc.service_config': retryUnavailable,
    'grpc.initial_reconnect_backoff_ms': 50,
    'grpc.max_reconnect_backoff_ms': 1_000,
    'grpc.keepalive_time_ms': 20_000,
    'grpc.max_receive_message_length': 16 * 1024 * 1024,
  });
  const metadata = (): Metadata => {
    const outgoing = new Metadata();
    outgoing.set(metadataKeys.authorization, `Bearer ${token}`);
    outgoing.set(metadataKeys.caller, caller);
    const requestId = currentRequestId();
    if (requestId !== undefined) outgoing.set(metadataKeys.requestId, requestId);
    return outgoing;
  };
  const methods = Object.entries(Constructor.service).map(([name, definition]) => {
    const invoke = (Reflect.get(client, name) as (...parameters: unknown[]) => unknown).bind(client);
    const settle = (resolve: (value: unknown) => void, reject: (error: Error) => void) =>
      ((error, response) => (error ? reject(fromServiceError(error)) : resolve(response))) as Callback<unknown>;
    if (definition.responseStream) return [name, (request: unknown) => invoke(request, metadata())];
    if (definition.requestStream)
      return [
        name,
        () => {
          const { promise, resolve, reject } = Promise.withResolvers();
          return { stream: invoke(metadata(), {}, settle(resolve, reject)), response: promise };
        },
      ];
    return [
      name,
      (request: unknown, settings: CallSettings = {}) =>
        new Promise((resolve, reject) => {
          const deadline = Date.now() + (settings.timeoutMs ?? timeoutMs);
          invoke(request, metadata(), { deadline }, settle(resolve, reject));
        }),
    ];
  });
  return { ...Object.fromEntries(methods), close: () => client.close() } as RpcClient<C>;
}
