import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { completed, filesOf } from '@imageai/secrets';
import { describe, expect, it, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { chartsFolder } from '../src/helm.js';

interface Container {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  secrets?: string[];
  depends_on?: Record<string, { condition: string }>;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  ports?: string[];
  healthcheck?: { disable?: boolean; test?: string[] };
}

interface Compose {
  services: Record<string, Container>;
  secrets: Record<string, { file: string }>;
}

const images = join(chartsFolder, '../deploy/images');
const read = (name: string) => readFileSync(join(images, name), 'utf8');
const compose = parse(read('compose.yaml'), { merge: true }) as Compose;
const { services } = compose;
const ours = ['auth', 'gateway', 'generation', 'inference', 'metering', 'storage', 'webhooks'];
const made = filesOf(completed(), {
  namespace: 'imageai',
  prefix: 'imageai',
  postgres: 'postgres:5432/imageai',
  nats: 'nats:4222',
});

describe('compose.yaml', () => {
  const schema = JSON.parse(readFileSync(join(chartsFolder, 'fixtures/schemas/compose.json'), 'utf8'));
  const validate = new Ajv2020({ strict: false, allErrors: true, logger: false }).compile(schema);

  it('is what the Compose Specification takes', () => {
    validate(compose);
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    ['services', 'auth', 'enviroment'],
    ['services', 'auth', 'read_onli'],
  ])('would be refused with a typo: %s.%s.%s', (_services, service, typo) => {
    const wrong = { ...compose, services: { ...services, [service]: { ...services[service], [typo]: {} } } };
    expect(validate(wrong)).toBe(false);
    expect(JSON.stringify(validate.errors)).toContain(typo);
  });

  it('mounts only files that npm run secrets makes', () => {
    const files = Object.values(compose.secrets).map(({ file }) => file.replace(/^\$\{.*?\}\//, ''));
    expect(files.filter((file) => made[file] === undefined)).toEqual([]);
    const used = Object.values(services).flatMap((service) => service.secrets ?? []);
    expect([...new Set(used)].sort()).toEqual(Object.keys(compose.secrets).sort());
  });

  it('gives each setting the file of its own name', () => {
    for (const name of ours) {
      const { environment = {}, secrets = [] } = services[name] ?? {};
      for (const [setting, path] of Object.entries(environment).filter(([key]) => key.endsWith('_FILE'))) {
        const secret = path.replace('/run/secrets/', '');
        expect([name, secrets.includes(secret)]).toEqual([name, true]);
        expect(compose.secrets[secret]?.file).toMatch(
          new RegExp(`/(${name}|callers)/${setting.replace('_FILE', '')}$`),
        );
      }
    }
  });

  it('gives every service each setting that it cannot start without, and none that it does not know', () => {
    for (const [service, known, required] of settingsByService()) {
      const given = Object.keys(services[service]?.environment ?? {}).map((name) => name.replace(/_FILE$/, ''));
      const missing = required.filter((setting) => !given.includes(setting));
      const unknown = given.filter((setting) => setting !== 'NODE_ENV' && !known.includes(setting));
      expect([service, missing, unknown]).toEqual([service, [], []]);
    }
  });

  it('starts a service when its migrations have run and NATS is there', () => {
    for (const [service, { command = [] }] of Object.entries(services)) {
      if (!service.startsWith('migrate-')) continue;
      expect(command.at(-1)).toBe(`services/${service.replace('migrate-', '')}/dist/migrate.js`);
      const owner = services[service.replace('migrate-', '')];
      expect(owner?.depends_on?.[service]).toEqual({ condition: 'service_completed_successfully' });
    }
    for (const name of ours.filter((one) => one !== 'storage')) {
      expect([name, services[name]?.depends_on?.nats]).toEqual([name, { condition: 'service_healthy' }]);
    }
  });

  it('lets containers of ours write nothing but their volumes, and gives them no rights', () => {
    for (const name of ours) {
      const { read_only, cap_drop, security_opt } = services[name] ?? {};
      expect([name, read_only, cap_drop, security_opt]).toEqual([name, true, ['ALL'], ['no-new-privileges:true']]);
    }
  });

  it('opens the API and the images to the world, the operators’ API to this machine, and nothing else', () => {
    const ports = Object.entries(services).flatMap(([name, service]) =>
      (service.ports ?? []).map((port) => [name, port.replace(/\$\{\w+:-(\d+)\}/, '$1')]),
    );
    expect(ports).toEqual([
      ['storage', '8081:8081'],
      ['gateway', '8080:8080'],
      ['gateway', '127.0.0.1:8082:8082'],
    ]);
  });

  it('holds no secret itself', () => {
    expect(read('compose.yaml').match(/(postgres(ql)?|nats):\/\/|PASSWORD: |TOKEN: |[0-9a-f]{32}/g)).toBeNull();
  });
});

describe('docker-bake.hcl', () => {
  const bake = read('docker-bake.hcl');
  const targets = [...bake.matchAll(/^target "([\w-]+)" \{([\s\S]*?)^\}/gm)].map(([, name = '', body = '']) => ({
    name,
    body,
  }));
  const built = targets.filter(({ name }) => name !== 'shared');

  it('builds every image that the chart and compose.yaml name', () => {
    expect(built.map(({ body }) => /tags\("([\w-]+)"\)/.exec(body)?.[1])).toEqual([
      'imageai-services',
      'imageai-inference-cpu',
      'imageai-inference-cuda',
    ]);
    const [, group = ''] = /group "default" \{\s*targets = \[(.*)\]/.exec(bake) ?? [];
    expect([...group.matchAll(/"([\w-]+)"/g)].map(([, name]) => name)).toEqual(built.map(({ name }) => name));
  });

  test.each(built.map(({ name, body }) => [name, body]))(
    '%s is a stage of a Dockerfile that is there',
    (_name, body) => {
      const dockerfile = /dockerfile = "deploy\/images\/([\w.]+)"/.exec(body)?.[1] ?? '';
      const stage = /target\s+= "(\w+)"/.exec(body)?.[1] ?? 'run';
      expect(read(dockerfile)).toMatch(new RegExp(`^FROM .* AS ${stage}$`, 'm'));
      expect(body).toContain('inherits   = ["shared"]');
    },
  );

  it('gives every image an SBOM, its provenance, its version and the commit', () => {
    const shared = targets.find(({ name }) => name === 'shared')?.body ?? '';
    expect(shared).toContain('attest = ["type=sbom", "type=provenance,mode=max"]');
    for (const name of ['services.Dockerfile', 'inference.Dockerfile']) {
      const stages = read(name).match(/org\.opencontainers\.image\.revision="\$\{REVISION\}"/g);
      expect([name, stages?.length]).toEqual([name, name === 'services.Dockerfile' ? 1 : 2]);
    }
  });
});

/** Each service with its settings, and those without a default, as docs/configuration.md lists them. */
function settingsByService(): [string, string[], string[]][] {
  const page = readFileSync(join(chartsFolder, '../docs/configuration.md'), 'utf8');
  return page
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const rows = [...section.matchAll(/^\| `([A-Z0-9_]+)` \| (.*?) \|/gm)];
      const required = rows.filter(([, , fallback]) => fallback === '**required**');
      return [section.split('\n')[0] ?? '', rows.map((row) => row[1] ?? ''), required.map((row) => row[1] ?? '')];
    });
}
