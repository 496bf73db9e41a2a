import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseCertificates, parsePrivateKey } from '../src/credentials/signing-certificate.js';
import { imageFormats } from '../src/images/image-format.js';
import { readCredentials } from './read-credentials.js';
import { type StorageUnderTest, startStorage } from './storage-under-test.js';
import { testCertificate } from './test-certificates.js';

let storage: StorageUnderTest;
let bare: StorageUnderTest;
beforeAll(async () => {
  const { certificate, authority, key } = await testCertificate();
  const C2PA_CERTIFICATE = parseCertificates(certificate + authority);
  storage = await startStorage((files) => files, { C2PA_CERTIFICATE, C2PA_PRIVATE_KEY: parsePrivateKey(key) });
  bare = await startStorage();
}, 60_000);
afterAll(async () => {
  await storage.stop();
  await bare.stop();
});

const fetched = async (path: string): Promise<Buffer> => {
  const answer = await fetch(`${storage.cdn}/${path}`);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
};

describe('with a certificate', () => {
  it.each(imageFormats)(
    'what is served has a manifest that verifies: the image and every rendition (%s)',
    async (format) => {
      const { image } = await storage.store({ format });
      const paths = [`${image.id}.${format}`, ...imageFormats.map((other) => `${image.id}.${other}?w=64`)];
      const all = await Promise.all(
        paths.map(async (path) => {
          const read = await readCredentials(await fetched(path), path.includes('?') ? endingOf(path) : format);
          return [path, read?.isValid];
        }),
      );
      expect(all).toEqual(paths.map((path) => [path, true]));
    },
  );

  it('the same picture is the same file, also when it has to be written again', async () => {
    const [one, other] = [await storage.store(), await storage.store()];
    expect(other.image.sha256).toBe(one.image.sha256);
  });
});

it('without one files are what they were, and have no manifest', async () => {
  const { image } = await bare.store();
  const file = await readFile(join(bare.folder, image.id.slice(-2), `${image.id}.png`));
  expect(await readCredentials(file, 'png')).toBeUndefined();
  expect(file.includes('caBX')).toBe(false);
});

const endingOf = (path: string) => {
  const ending = path.slice(path.indexOf('.') + 1, path.indexOf('?'));
  const format = imageFormats.find((one) => one === ending);
  if (format === undefined) throw new Error(`no format in ${path}`);
  return format;
};
