import type { ModelServiceClient, WorkerServiceClient } from '@imageai/contracts/generation';
import type { ImageServiceClient, InputServiceClient } from '@imageai/contracts/storage';
import type { RpcClient } from '@imageai/rpc';

/** What the module is given from outside, by name. */
export const CONFIG = Symbol('CONFIG');
export const LOGGER = Symbol('LOGGER');
export const MESSAGING = Symbol('MESSAGING');
export const ENGINE = Symbol('ENGINE');
export const WORKER_ID = Symbol('WORKER_ID');
export const REPORTS_CLIENT = Symbol('REPORTS_CLIENT');
export const MODELS_CLIENT = Symbol('MODELS_CLIENT');
export const IMAGES_CLIENT = Symbol('IMAGES_CLIENT');
export const INPUTS_CLIENT = Symbol('INPUTS_CLIENT');

export type ReportsClient = RpcClient<WorkerServiceClient>;
export type ModelsClient = RpcClient<ModelServiceClient>;
export type ImagesClient = RpcClient<ImageServiceClient>;
export type InputsClient = RpcClient<InputServiceClient>;
