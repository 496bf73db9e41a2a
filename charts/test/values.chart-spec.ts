import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from '@jest/globals';
import { chart, chartsFolder, helm, render } from '../src/helm.js';
import type { Manifest } from '../src/manifest.js';
import { theOne } from '../src/the-one.js';
import { chartReadme } from '../src/values-readme.js';

it('passes helm lint without a warning', async () => {
  const { code, stdout, stderr } = await helm('lint', '--strict', chart);
  expect({ code, warnings: stdout.match(/\[(WARNING|ERROR)\].*/g), stderr }).toEqual({
    code: 0,
    warnings: null,
    stderr: '',
  });
});

test.each([
  ['services.gatway.replicas=3', "at '/services': additional properties 'gatway' not allowed"],
  ['services.gateway.replica=3', "at '/services/gateway': additional properties 'replica' not allowed"],
  ['services.gateway.settings.KEY_CACH_MS=3', "at '/services/gateway/settings': additional properties 'KEY_CACH_MS'"],
  ['inference.pools.cpu.devce=cuda', "at '/inference/pools/cpu': additional properties 'devce' not allowed"],
  ['inference.pools.cpu.device=gpu', "at '/inference/pools/cpu/device': value must be one of 'cpu', 'cuda'"],
  ['inference.pools.cpu.scaling.by=kedda', "at '/inference/pools/cpu/scaling/by': value must be one of"],
  ['storage.accesMode=ReadWriteMany', "at '/storage': additional properties 'accesMode' not allowed"],
  ['publicUrl=api.example.com', "at '/publicUrl': 'api.example.com' does not match pattern"],
  ['nope=1', "at '': additional properties 'nope' not allowed"],
])('refuses %s with a sentence that names it', async (value, sentence) => {
  await expect(render('--set', value)).rejects.toThrow(sentence);
});

test.each([
  ['services.storage.replicas=2', 'more than one storage pod needs storage.accessMode ReadWriteMany'],
  ['inference.pools.cpu.models={sdxl}', '"sdxl" lies in no image; say by models.source where it is'],
  ['gatewayApi.enabled=true', 'gatewayApi.parentRefs: say which Gateways the routes belong to'],
  ['mtls.enabled=true', 'mtls.issuerName: say which issuer signs'],
  ['externalSecrets.enabled=true', 'externalSecrets.storeName: say which store holds the secrets'],
])('refuses %s, which cannot work, with a sentence', async (value, sentence) => {
  await expect(render('--set', value)).rejects.toThrow(sentence);
});

it('takes every setting of a service that the chart does not set itself, and no other', async () => {
  const schema = JSON.parse(readFileSync(join(chart, 'values.schema.json'), 'utf8'));
  const manifests = await render();
  for (const [service, documented] of settingsByService()) {
    const given = settingsGivenTo(service, manifests);
    const { settings } = (service === 'inference' ? schema.$defs.pool : schema.properties.services.properties[service])
      .properties;
    expect([service, Object.keys(settings.properties).sort()]).toEqual([
      service,
      documented.filter((setting) => !given.includes(setting)).sort(),
    ]);
  }
});

it('gives every service each setting that it cannot start without', async () => {
  const manifests = await render();
  for (const [service, , required] of settingsByService()) {
    const given = settingsGivenTo(service, manifests);
    expect([service, required.filter((setting) => !given.includes(setting))]).toEqual([service, []]);
  }
});

it('writes whole numbers as such, however large', async () => {
  const manifests = await render('--set', 'services.storage.settings.MAX_IMAGE_PIXELS=16777216');
  const settings = theOne(manifests, 'ConfigMap', 'imageai-storage').data;
  expect(settings.MAX_IMAGE_PIXELS).toBe('16777216');
});

it('has a README that says what the values say', () => {
  expect(readFileSync(join(chart, 'README.md'), 'utf8')).toBe(chartReadme());
});

/** What the chart sets itself, by ConfigMap or from a Secret. */
function settingsGivenTo(service: string, manifests: readonly Manifest[]): string[] {
  const name = `imageai-${service}${service === 'inference' ? '-cpu' : ''}`;
  const [{ env = [] }] = theOne(manifests, 'Deployment', name).spec.template.spec.containers;
  const names = [...Object.keys(theOne(manifests, 'ConfigMap', name).data), ...env.map((one) => one.name)];
  // By value, or by the file that holds it.
  return names.flatMap((one) => [one, one.replace(/_FILE$/, '')]);
}

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
