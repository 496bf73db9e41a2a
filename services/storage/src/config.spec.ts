import { loadConfig } from '@imageai/config';
import { expect, it } from '@jest/globals';
import { testCertificate } from '../test/test-certificates.js';
import { configSchema } from './config.js';

const base = {
  HEALTH_PORT: '1',
  SERVICE_TOKEN: 'a'.repeat(16),
  GRPC_PORT: '2',
  SERVICE_TOKEN_HASHES: '{}',
  POSTGRES_URL: 'postgres://localhost/x',
  NATS_URL: 'nats://localhost',
  AUTH_ADDRESS: 'localhost:4',
  CDN_PORT: '3',
  IMAGE_URL_KEYS: 'a1'.repeat(32),
};
const load = (settings: Record<string, string>) => () => loadConfig(configSchema, { ...base, ...settings });

it('keeps images in a folder where nothing else is said', () => {
  expect(load({ IMAGE_FOLDER: '/images' })()).toMatchObject({ IMAGE_BACKEND: 'folder', IMAGE_FOLDER: '/images' });
});

it.each([
  [{}, /IMAGE_FOLDER is not set/],
  [{ IMAGE_BACKEND: 's3' }, /S3_BUCKET is not set/],
  [{ IMAGE_BACKEND: 's3', S3_BUCKET: 'b', IMAGE_FALLBACK_BACKEND: 'folder' }, /IMAGE_FOLDER is not set/],
  [{ IMAGE_FOLDER: '/images', IMAGE_FALLBACK_BACKEND: 'folder' }, /IMAGE_FALLBACK_BACKEND: must be another/],
  [{ IMAGE_FOLDER: '/images', S3_ACCESS_KEY_ID: 'id' }, /S3_SECRET_ACCESS_KEY is not set/],
  [{ IMAGE_FOLDER: '/images', S3_ENDPOINT: 'ftp://x' }, /S3_ENDPOINT: /],
])('does not start with half of a backend (%j)', (settings: Record<string, string>, message) => {
  expect(load(settings)).toThrow(message);
});

it('takes a certificate and its key, and neither of them alone', async () => {
  const { certificate, key } = await testCertificate();
  const folder = { IMAGE_FOLDER: '/images' };
  const { C2PA_CERTIFICATE } = load({ ...folder, C2PA_CERTIFICATE: certificate, C2PA_PRIVATE_KEY: key })();
  expect(C2PA_CERTIFICATE).toHaveLength(1);
  expect(load({ ...folder, C2PA_CERTIFICATE: certificate })).toThrow('C2PA_PRIVATE_KEY is not set');
  expect(load({ ...folder, C2PA_PRIVATE_KEY: key })).toThrow('C2PA_CERTIFICATE is not set');
});

it('does not start with a certificate whose manifests nobody would believe', async () => {
  const { certificate, key } = await testCertificate({ from: -9, to: -1 });
  const settings = { IMAGE_FOLDER: '/images', C2PA_CERTIFICATE: certificate, C2PA_PRIVATE_KEY: key };
  expect(load(settings)).toThrow(/\n {2}C2PA_CERTIFICATE: expired at /);
  expect(load({ ...settings, C2PA_CERTIFICATE: '/etc/c2pa.pem' })).toThrow(
    /C2PA_CERTIFICATE: must be certificates in PEM/,
  );
});
