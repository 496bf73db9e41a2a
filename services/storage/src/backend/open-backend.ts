import type { Logger } from '@imageai/telemetry';
import type { BackendKind, Config } from '../config.js';
import { FallbackBackend } from './fallback-backend.js';
import { FolderBackend } from './folder-backend.js';
import type { OpenedBackend } from './image-backend.js';
import { S3Backend } from './s3-backend.js';

type BackendConfig = Pick<Config, 'IMAGE_BACKEND' | 'IMAGE_FALLBACK_BACKEND' | 'IMAGE_FOLDER' | keyof S3Config>;
type S3Config = Pick<Config, Extract<keyof Config, `S3_${string}`>>;

/** The backend that the settings name; two of them while images move. */
export async function openBackend(config: BackendConfig, logger: Logger): Promise<OpenedBackend> {
  const open = async (kind: BackendKind): Promise<OpenedBackend> =>
    kind === 's3' ? openS3(config) : FolderBackend.open(config.IMAGE_FOLDER ?? '', logger);
  const { IMAGE_BACKEND: kind, IMAGE_FALLBACK_BACKEND: fallback } = config;
  return fallback === undefined ? open(kind) : new FallbackBackend(await open(kind), await open(fallback));
}

const openS3 = (config: S3Config): S3Backend =>
  new S3Backend({
    bucket: config.S3_BUCKET ?? '',
    region: config.S3_REGION,
    endpoint: config.S3_ENDPOINT,
    prefix: config.S3_PREFIX,
    pathStyle: config.S3_PATH_STYLE,
    credentials:
      config.S3_ACCESS_KEY_ID === undefined || config.S3_SECRET_ACCESS_KEY === undefined
        ? undefined
        : { accessKeyId: config.S3_ACCESS_KEY_ID, secretAccessKey: config.S3_SECRET_ACCESS_KEY },
    encryption: config.S3_ENCRYPTION,
    kmsKeyId: config.S3_KMS_KEY_ID,
    timeoutMs: config.S3_TIMEOUT_MS,
  });
