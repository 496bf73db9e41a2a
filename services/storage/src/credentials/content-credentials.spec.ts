import { createHash } from 'node:crypto';
import { createLogger } from '@imageai/telemetry';
import { FakeClock } from '@imageai/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ActionAssertion } from '@trustnxt/c2pa-ts/manifest';
import sharp from 'sharp';
import { readCredentials } from '../../test/read-credentials.js';
import { testCertificate } from '../../test/test-certificates.js';
import { ImageEncoder } from '../images/image-encoder.js';
import { type ImageFormat, imageFormats } from '../images/image-format.js';
import { type ContentCredentials, openCredentials } from './content-credentials.js';
import { parseCertificates, parsePrivateKey } from './signing-certificate.js';
import { WebpAsset } from './webp-asset.js';

const [width, height] = [96, 64];
const data = Buffer.from(
  Array.from({ length: width * height * 3 }, (_, i) => (i * 31 + Math.floor(i / 300) * 7) % 256),
);
const text = 'ein Leuchtturm, 灯台\nSteps: 4, Seed: 7';
const generated = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
const logger = createLogger('test', 'silent');

async function signing(wish: Parameters<typeof testCertificate>[0] = {}, clock = new FakeClock(new Date())) {
  const { certificate, authority, key } = await testCertificate(wish);
  const pair = {
    C2PA_CERTIFICATE: parseCertificates(`${certificate}\n${authority}`),
    C2PA_PRIVATE_KEY: parsePrivateKey(key),
  };
  return openCredentials(pair, clock, logger);
}
const none = openCredentials({ C2PA_CERTIFICATE: undefined, C2PA_PRIVATE_KEY: undefined }, new FakeClock(), logger);
const encode = (credentials: ContentCredentials, format: ImageFormat, parametersText = text) =>
  new ImageEncoder(credentials).encode({ width, height, data }, { format, parametersText });
const pixelsOf = (file: Buffer) => sharp(file).raw().toBuffer();

let credentials: ContentCredentials;
beforeAll(async () => {
  credentials = await signing();
});

describe.each(imageFormats)('an image with credentials (%s)', (format) => {
  it('says, signed and verifiable, that a model of this software made it', async () => {
    const read = await readCredentials(await encode(credentials, format), format);
    expect(read).toMatchObject({ isValid: true, faults: [] });
    expect(read?.manifest.claim).toMatchObject({ claimGeneratorName: 'Image AI', claimGeneratorVersion: undefined });
    const actions = read?.manifest.assertions?.assertions.flatMap((one) =>
      one instanceof ActionAssertion ? one.actions : [],
    );
    expect(actions).toEqual([
      expect.objectContaining({
        action: 'c2pa.created',
        digitalSourceType: generated,
        softwareAgent: expect.objectContaining({ name: 'Image AI' }),
      }),
    ]);
  });

  it('has the pixels and the XMP that it has without', async () => {
    const [signed, bare] = [await encode(credentials, format), await encode(none, format)];
    expect((await pixelsOf(signed)).equals(await pixelsOf(bare))).toBe(true);
    expect((await sharp(signed).metadata()).xmp).toEqual((await sharp(bare).metadata()).xmp);
  });

  it('is the same bytes each time, with a manifest that is named by its bytes', async () => {
    const file = await encode(credentials, format);
    expect((await encode(credentials, format)).equals(file)).toBe(true);
    const other = new ImageEncoder(credentials).encode(
      { width, height, data: Buffer.from(data.map((value) => value ^ 8)) },
      { format, parametersText: '' },
    );
    const names = [file, await other].map(async (one) => (await readCredentials(one, format))?.manifest.label);
    const [name, otherName] = await Promise.all(names);
    expect(name).toMatch(/^urn:c2pa:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(otherName).not.toBe(name);
  });

  it('is found out when one byte of it was changed', async () => {
    const file = await encode(credentials, format);
    // The last bytes of a WebP are its manifest; those of the picture stand before.
    const at = format === 'webp' ? file.indexOf('C2PA') - 200 : file.length - 20;
    file.writeUInt8(file.readUInt8(at) ^ 1, at);
    const read = await readCredentials(file, format);
    expect(read?.isValid).toBe(false);
    expect(read?.faults).toEqual([expect.stringMatching(/^assertion\.(data|bmff)Hash\.mismatch$/)]);
  });

  it('gets a manifest of its own when it is made smaller and converted, which tells of both', async () => {
    const encoder = new ImageEncoder(credentials);
    for (const from of imageFormats) {
      const original = await encode(credentials, from);
      const smaller = await encoder.resize(original, { width: 48, format }, { width, format: from });
      const read = await readCredentials(smaller, format);
      expect(read).toMatchObject({ isValid: true, faults: [] });
      const actions = read?.manifest.assertions?.getActionAssertions().flatMap((one) => one.actions);
      expect(actions?.map(({ action }) => action)).toEqual([
        'c2pa.created',
        'c2pa.resized',
        ...(from === format ? [] : ['c2pa.converted']),
      ]);
      const mine = await readCredentials(original, from);
      expect(read?.manifest.label).not.toBe(mine?.manifest.label);
    }
  });

  it('carries no manifest of before when it is made smaller where none are written any more', async () => {
    const original = await encode(credentials, format);
    const smaller = await new ImageEncoder(none).resize(original, { width: 48, format }, { width, format });
    expect(await readCredentials(smaller, format)).toBeUndefined();
  });

  it('gets no manifest once the certificate is over, and is stored all the same', async () => {
    const clock = new FakeClock(new Date());
    const ending = await signing({ to: 2 }, clock);
    expect(await readCredentials(await encode(ending, format), format)).toBeDefined();
    clock.advance(3 * 86_400_000);
    expect((await encode(ending, format)).equals(await encode(none, format))).toBe(true);
  });
});

it.each(['ed25519', 'p256', 'p384'] as const)('keys of %s sign, and the same image the same', async (algorithm) => {
  const signed = await signing({ algorithm });
  for (const format of ['png', 'webp'] as const) {
    const file = await encode(signed, format);
    expect(await readCredentials(file, format)).toMatchObject({ isValid: true, faults: [] });
    expect((await encode(signed, format)).equals(file)).toBe(true);
  }
});

it('the manifest of a WebP is a chunk of even length at its end, however long the certificate is', async () => {
  for (const purposes of [[], ['1.3.6.1.4.1.62558.2.1'], ['1.3.6.1.5.5.7.3.36'], ['1.3.6.1.5.5.7.3.9999']]) {
    const file = await encode(await signing({ purposes: ['1.3.6.1.5.5.7.3.4', ...purposes] }), 'webp');
    const { start, length } = new WebpAsset(file).getHashExclusionRange();
    expect([start % 2, length % 2, start + length]).toEqual([0, 0, file.length]);
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
  }
});

it('a PNG keeps its parameters where readers of them look, and they are signed too', async () => {
  const file = await encode(credentials, 'png');
  expect((await sharp(file).metadata()).comments).toContainEqual({ keyword: 'parameters', text });
  const at = file.indexOf('Leuchtturm');
  file.write('l', at);
  expect((await readCredentials(file, 'png'))?.faults).toEqual(['assertion.dataHash.mismatch']);
});

it('a manifest takes a few kilobytes at most', async () => {
  for (const format of imageFormats) {
    const [signed, bare] = [await encode(credentials, format), await encode(none, format)];
    expect(signed.length - bare.length).toBeLessThan(4_000);
  }
});

it('another certificate, another manifest of the same image', async () => {
  const hashes = await Promise.all(
    [credentials, await signing()].map(async (one) =>
      createHash('sha256')
        .update(await encode(one, 'png'))
        .digest('hex'),
    ),
  );
  expect(new Set(hashes).size).toBe(2);
});
