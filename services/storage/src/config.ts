import {
  address,
  flag,
  natsSettings,
  port,
  positive,
  postgresSettings,
  removalGraceMs,
  rpcServerSettings,
  serviceSettings,
} from '@imageai/config';
import { imageUrlKeys } from '@imageai/image-urls';
import { z } from 'zod';
import { faultOf, parseCertificates, parsePrivateKey } from './credentials/signing-certificate.js';

const backendKind = z.enum(['folder', 's3']);
export type BackendKind = z.output<typeof backendKind>;

/** A text in a notation of its own; what is wrong with it is said beside what else is wrong. */
const parsedBy = <Parsed>(parse: (text: string) => Parsed) =>
  z.string().transform((text, context) => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue((error as Error).message);
      return z.NEVER;
    }
  });

export const configSchema = z
  .object({
    ...serviceSettings,
    ...rpcServerSettings,
    ...postgresSettings,
    ...natsSettings,
    AUTH_ADDRESS: address.describe('gRPC of auth, which is told what is gone of deleted accounts.'),
    REMOVAL_GRACE_MS: removalGraceMs,
    IMAGE_BACKEND: backendKind.default('folder').describe('Where image files are written: `folder` or `s3`.'),
    IMAGE_FALLBACK_BACKEND: backendKind
      .optional()
      .describe('The other backend while images move: files are read from both and move to `IMAGE_BACKEND`.'),
    IMAGE_FOLDER: z.string().min(1).optional().describe('The folder that holds the image files; for `folder`.'),
    S3_BUCKET: z.string().min(1).optional().describe('The bucket that holds the image files; for `s3`.'),
    S3_REGION: z.string().min(1).default('us-east-1').describe('Region of the bucket.'),
    S3_ENDPOINT: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('The S3 server; not set: AWS in the region.'),
    S3_PREFIX: z.string().default('').describe('What every key in the bucket begins with, such as `images/`.'),
    S3_PATH_STYLE: flag
      .default(false)
      .describe('Whether the bucket stands in the path and not in the host name, as most servers but AWS want it.'),
    S3_ACCESS_KEY_ID: z
      .string()
      .min(1)
      .optional()
      .describe('Credentials; not set: found as the AWS SDK does (environment, files, role of the machine).'),
    S3_SECRET_ACCESS_KEY: z.string().min(1).optional().describe('The secret of `S3_ACCESS_KEY_ID`.'),
    S3_ENCRYPTION: z
      .enum(['AES256', 'aws:kms'])
      .optional()
      .describe('Server-side encryption asked for with each write; not set: as the bucket is set.'),
    S3_KMS_KEY_ID: z.string().min(1).optional().describe('The key for `aws:kms`; not set: the account’s own.'),
    S3_TIMEOUT_MS: positive.default(10_000).describe('How long one try of one request to S3 may take.'),
    CDN_HOST: z.string().default('0.0.0.0').describe('Where the image files are served.'),
    CDN_PORT: port.describe('Port on which the image files are served.'),
    IMAGE_URL_KEYS: imageUrlKeys,
    C2PA_CERTIFICATE: parsedBy(parseCertificates)
      .optional()
      .describe(
        'The certificate that image files get C2PA manifests by, and those above it, in PEM; not set: files have none.',
      ),
    C2PA_PRIVATE_KEY: parsedBy(parsePrivateKey)
      .optional()
      .describe('The key of `C2PA_CERTIFICATE`, in PEM: Ed25519, or ECDSA on P-256 or P-384.'),
    MAX_IMAGE_PIXELS: positive
      .default(16_777_216)
      .describe('Largest width times height of an image that is accepted; bounds the memory of one upload.'),
    RENDITION_CONCURRENCY: positive
      .default(1)
      .describe('Pictures that are made smaller at once, in one process; each takes one core.'),
    RENDITION_QUEUE: positive
      .default(32)
      .describe('Pictures that may wait to be made smaller, in one process; more are refused with 503.'),
    SWEEP_INTERVAL_MS: positive
      .default(60_000)
      .describe('Time between two looks for images whose retention is over, and for inputs.'),
  })
  .superRefine((settings, context) => {
    const used = [settings.IMAGE_BACKEND, settings.IMAGE_FALLBACK_BACKEND];
    const missing = (path: string, why: string) => context.addIssue({ code: 'custom', path: [path], message: why });
    if (used[0] === used[1]) missing('IMAGE_FALLBACK_BACKEND', 'must be another than IMAGE_BACKEND');
    if (used.includes('folder') && settings.IMAGE_FOLDER === undefined) missing('IMAGE_FOLDER', 'is not set');
    if (used.includes('s3') && settings.S3_BUCKET === undefined) missing('S3_BUCKET', 'is not set');
    if ((settings.S3_ACCESS_KEY_ID === undefined) !== (settings.S3_SECRET_ACCESS_KEY === undefined)) {
      missing('S3_SECRET_ACCESS_KEY', 'must be set where S3_ACCESS_KEY_ID is, and only there');
    }
    const { C2PA_CERTIFICATE: chain, C2PA_PRIVATE_KEY: key } = settings;
    if (chain === undefined && key !== undefined) missing('C2PA_CERTIFICATE', 'is not set');
    if (chain !== undefined && key === undefined) missing('C2PA_PRIVATE_KEY', 'is not set');
    const fault = chain && key && faultOf(chain, key, new Date());
    if (fault !== undefined) missing('C2PA_CERTIFICATE', fault);
  });

export type Config = z.output<typeof configSchema>;
