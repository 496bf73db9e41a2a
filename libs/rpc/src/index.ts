export { AllowCallers, CallerGuard } from './caller-guard.js';
export { createRpcClient, type RpcClient, type RpcClientOptions, type Upload } from './client.js';
export { fromServiceError, toServiceError } from './error-mapping.js';
export { callerOf } from './metadata.js';
export { createRpcServer, type RpcServerOptions } from './serve.js';
export { channelCredentials, openTls, TlsFolder } from './tls.js';
