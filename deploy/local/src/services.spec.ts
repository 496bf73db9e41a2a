import { describe, expect, test } from '@jest/globals';
import { layoutOf } from './layout.js';
import { type Ports, type ServicePorts } from './ports.js';
import { SERVICE_NAMES, type ServiceName } from './service-names.js';
import { type ServiceContext, serviceEnvironment } from './services.js';

const ports: Ports = {
  postgres: 1,
  nats: 2,
  services: Object.fromEntries(
    SERVICE_NAMES.map((name, index): [string, ServicePorts] => [name, { grpc: 100 + index, health: 200 + index }]),
  ) as Record<ServiceName, ServicePorts>,
};
delete ports.services.gateway.grpc;
delete ports.services.inference.grpc;
ports.services.gateway.http = 8080;
ports.services.gateway.admin = 8082;
ports.services.storage.cdn = 8081;

const context: ServiceContext = {
  root: '/repository',
  layout: layoutOf('/data'),
  ports,
  secrets: {
    postgresPassword: 'of the superuser',
    postgresPasswords: { auth: 'pa', generation: 'pg', metering: 'pm', storage: 'ps', webhooks: 'pw' },
    natsPassword: 'of who may do everything',
    natsPasswords: {
      auth: 'na',
      gateway: 'ng',
      generation: 'nj',
      inference: 'ni',
      metering: 'nm',
      storage: 'ns',
      webhooks: 'nw',
    },
    keyPepper: 'pepper',
    webhookSecretKey: 'sealing wax',
    imageUrlKey: 'a seal',
    adminToken: 'sceptre',
    tokens: Object.fromEntries([...SERVICE_NAMES, 'operator'].map((name) => [name, `token of ${name}`])),
  },
  postgresUrl: 'postgres://postgres:of-the-superuser@here/imageai',
  natsUrl: 'nats://imageai:of-who-may@here:4222',
  publicUrl: 'http://localhost:8080',
  cdnUrl: 'http://localhost:8081',
  modelFolders: ['/models/embedded', '/models/mine'],
  env: { INFERENCE_ENGINE: 'instant' },
};

describe.each(SERVICE_NAMES)('%s', (name) => {
  const env = serviceEnvironment(name, context);

  test('shows its own token, and knows others by hashes only', () => {
    expect(env.SERVICE_TOKEN).toBe(`token of ${name}`);
    expect(Object.keys(JSON.parse(env.SERVICE_TOKEN_HASHES ?? ''))).toEqual([...SERVICE_NAMES, 'operator']);
    const others = SERVICE_NAMES.filter((other) => other !== name);
    for (const other of others) expect(JSON.stringify(env)).not.toContain(`token of ${other}`);
  });

  test('is healthy on loopback, and gets what a benchmark adds', () => {
    expect(env).toMatchObject({ HEALTH_HOST: '127.0.0.1', INFERENCE_ENGINE: 'instant' });
    expect(env.GRPC_HOST).toBe(name === 'gateway' || name === 'inference' ? undefined : '127.0.0.1');
  });
});

test('the database is known only to those that have a schema in it', () => {
  const withDatabase = SERVICE_NAMES.filter((name) => serviceEnvironment(name, context).POSTGRES_URL);
  expect(withDatabase).toEqual(['auth', 'metering', 'generation', 'storage', 'webhooks']);
});

test('each comes to Postgres and NATS as itself, and nobody as who may do everything', () => {
  expect(serviceEnvironment('metering', context)).toMatchObject({
    POSTGRES_URL: 'postgres://imageai_metering:pm@here/imageai',
    NATS_URL: 'nats://metering:nm@here:4222',
  });
  expect(serviceEnvironment('storage', context).NATS_URL).toBe('nats://storage:ns@here:4222');
  for (const name of SERVICE_NAMES) expect(JSON.stringify(serviceEnvironment(name, context))).not.toContain('of-');
});

test('those who sign image URLs and who verifies them have the same key, and nobody else has it', () => {
  const having = SERVICE_NAMES.filter((name) => serviceEnvironment(name, context).IMAGE_URL_KEYS === 'a seal');
  expect(having).toEqual(['storage', 'webhooks', 'gateway']);
});

test('webhooks may call receivers on this machine', () => {
  expect(serviceEnvironment('webhooks', context)).toMatchObject({
    CDN_URL: 'http://localhost:8081',
    SECRET_KEYS: 'local:sealing wax',
    WEBHOOKS_ALLOWED_RANGES: '127.0.0.0/8,::1/128',
  });
});

test('the gateway alone acts as an operator, on loopback, and knows whoever asks it to by a hash', () => {
  const acting = SERVICE_NAMES.filter((name) => serviceEnvironment(name, context).OPERATOR_SERVICE_TOKEN);
  expect(acting).toEqual(['gateway']);
  const env = serviceEnvironment('gateway', context);
  expect([env.ADMIN_PORT, env.ADMIN_HOST]).toEqual(['8082', undefined]);
  expect(env.ADMIN_TOKEN_HASHES).toMatch(/^\{"operator":"[0-9a-f]{64}"\}$/);
  for (const name of SERVICE_NAMES) {
    expect(JSON.stringify(serviceEnvironment(name, context))).not.toContain('sceptre');
  }
});

test('addresses are given to those that call', () => {
  const addresses = (name: ServiceName) =>
    Object.entries(serviceEnvironment(name, context)).filter(([key]) => key.endsWith('_ADDRESS'));
  expect(addresses('gateway')).toEqual([
    ['AUTH_ADDRESS', '127.0.0.1:100'],
    ['METERING_ADDRESS', '127.0.0.1:101'],
    ['GENERATION_ADDRESS', '127.0.0.1:102'],
    ['STORAGE_ADDRESS', '127.0.0.1:103'],
    ['WEBHOOKS_ADDRESS', '127.0.0.1:104'],
  ]);
  expect(addresses('auth')).toEqual([]);
});

test('only the API and the pictures are open to other machines', () => {
  const open = SERVICE_NAMES.flatMap((name) =>
    Object.entries(serviceEnvironment(name, context))
      .filter(([, value]) => value === '0.0.0.0')
      .map(([key]) => `${name} ${key}`),
  );
  expect(open.sort()).toEqual(['gateway HTTP_HOST', 'storage CDN_HOST']);
});

test('what a shell sets for us is passed on, what package managers and test runners set is not', () => {
  process.env.OTEL_SERVICE_NAME = 'mine';
  process.env.npm_lifecycle_event = 'start';
  const env = serviceEnvironment('auth', context);
  expect(env.OTEL_SERVICE_NAME).toBe('mine');
  expect(Object.keys(env).filter((name) => /^(npm_|JEST_|NX_|FORCE_COLOR)/.test(name))).toEqual([]);
  delete process.env.OTEL_SERVICE_NAME;
  delete process.env.npm_lifecycle_event;
});

test('inference gets the model folders, the pepper only auth, the key of signing secrets only webhooks', () => {
  expect(serviceEnvironment('inference', context).MODEL_FOLDERS).toBe('/models/embedded,/models/mine');
  const knowing = (secret: string) =>
    SERVICE_NAMES.filter((name) => JSON.stringify(serviceEnvironment(name, context)).includes(secret));
  expect(knowing('pepper')).toEqual(['auth']);
  expect(knowing('sealing wax')).toEqual(['webhooks']);
});
