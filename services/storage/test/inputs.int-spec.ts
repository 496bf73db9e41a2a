import { createHash } from 'node:crypto';
import { access, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { maxSourceBytes, newId } from '@imageai/api';
import { GenerationEvent } from '@imageai/contracts/generation';
import { InputKind, InputRefusal } from '@imageai/contracts/storage';
import { eventSubject } from '@imageai/contracts/subjects';
import { DurableConsumer, ensureStreams, Messaging } from '@imageai/messaging';
import { createLogger } from '@imageai/telemetry';
import { type TestNats, testNats, waitUntil } from '@imageai/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { endedGenerations } from '../src/inputs/ended-generations.js';
import { halves, type InputsUnderTest, inputsOf } from './inputs-under-test.js';
import { account, type StorageUnderTest, startStorage } from './storage-under-test.js';

let storage: StorageUnderTest;
let inputs: InputsUnderTest;
let failPut: Error | undefined;

beforeAll(async () => {
  storage = await startStorage((files) => ({
    put: (key, bytes) => (failPut === undefined ? files.put(key, bytes) : Promise.reject(failPut)),
    open: (key) => files.open(key),
    has: (key) => files.has(key),
    remove: (keys) => files.remove(keys),
  }));
  inputs = inputsOf(storage);
});
afterEach(async () => {
  failPut = undefined;
  await storage.database.deleteFrom('inputs').execute();
  await rm(join(storage.folder, 'inputs'), { recursive: true, force: true });
});
afterAll(async () => {
  inputs.close();
  await storage.stop();
});

const fileOf = (id: string) => join(storage.folder, 'inputs', `${id}.rgb`);
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
const rows = () => storage.database.selectFrom('inputs').select('id').execute();
const pixelAt = (pixels: Buffer, width: number, x: number, y: number) => [
  ...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];
const refusal = (value: InputRefusal) => ({ $case: 'refusal', value });

describe('an input', () => {
  it('is the picture scaled until it covers the size, cut evenly on two sides', async () => {
    const wide = await (await halves('#ff0000', '#0000ff', { width: 96, height: 48 })).png().toBuffer();
    const kept = await inputs.kept(wide);
    expect(kept).toMatchObject({ width: 32, height: 32, sourceWidth: 96, sourceHeight: 48 });
    const { input, pixels } = await inputs.read(kept.id);
    expect(input).toEqual(kept);
    expect(pixels).toHaveLength(32 * 32 * 3);
    expect(createHash('sha256').update(pixels).digest('hex')).toBe(kept.sha256);
    expect(pixelAt(pixels, 32, 2, 16)).toEqual([255, 0, 0]);
    expect(pixelAt(pixels, 32, 29, 16)).toEqual([0, 0, 255]);
  });

  it('has the size of its picture where nobody says one, within what the model makes', async () => {
    const limits = { sizeMultiple: 8, maxPixels: 2_048n };
    const picture = await (await halves('red', 'blue', { width: 128, height: 60 })).webp().toBuffer();
    const kept = await inputs.kept(picture, { fit: { $case: 'limits', value: limits } });
    expect(kept).toMatchObject({ width: 64, height: 24, sourceWidth: 128, sourceHeight: 60 });
  });

  it('is white where its picture is transparent, and the right way up', async () => {
    const upright = await (await halves('#00ff00', '#00000000')).flatten({ background: 'white' }).jpeg().toBuffer();
    const turned = await sharp(upright).withMetadata({ orientation: 3 }).toBuffer();
    const kept = await inputs.kept(turned);
    const { pixels } = await inputs.read(kept.id);
    const [left = [], right = []] = [pixelAt(pixels, 32, 2, 2), pixelAt(pixels, 32, 29, 2)];
    expect(Math.min(...left)).toBeGreaterThan(240);
    expect(right[1]).toBeGreaterThan(240);
    expect(right[0]).toBeLessThan(20);
    const transparent = await inputs.kept(await (await halves('#00ff00', '#00000000')).png().toBuffer());
    expect(pixelAt((await inputs.read(transparent.id)).pixels, 32, 29, 2)).toEqual([255, 255, 255]);
  });

  it.each(['b-w', 'rgb16', 'cmyk'] as const)('is 8-bit RGB, whatever its picture was (%s)', async (space) => {
    const grey = sharp({ create: { width: 40, height: 40, channels: 3, background: '#808080' } }).toColourspace(space);
    const file = await (space === 'cmyk' ? grey.jpeg() : grey.png()).toBuffer();
    const { pixels } = await inputs.read((await inputs.kept(file)).id);
    expect(pixels).toHaveLength(32 * 32 * 3);
    for (const value of pixelAt(pixels, 32, 9, 9)) expect(Math.abs(value - 0x80)).toBeLessThan(16);
  });

  it('is, as a mask, white where its picture is transparent and black where it is not', async () => {
    const mask = await (await halves('#12345600', '#123456')).png().toBuffer();
    const kept = await inputs.kept(mask, { kind: InputKind.INPUT_KIND_MASK });
    const { pixels } = await inputs.read(kept.id);
    expect(pixelAt(pixels, 32, 2, 16)).toEqual([255, 255, 255]);
    expect(pixelAt(pixels, 32, 29, 16)).toEqual([0, 0, 0]);
  });

  it('is the same pixels each time', async () => {
    const picture = await (await halves('red', 'blue')).webp().toBuffer();
    const [one, other] = [await inputs.kept(picture), await inputs.kept(picture)];
    expect(other.sha256).toBe(one.sha256);
  });

  it('can be an image of the same account, and of no other', async () => {
    const { image } = await storage.store();
    const kept = await inputs.kept(Buffer.alloc(0), { imageId: image.id });
    expect(kept).toMatchObject({ sourceWidth: image.width, sourceHeight: image.height });
    const foreign = inputs.kept(Buffer.alloc(0), { imageId: image.id, accountId: 'acct_2' });
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
    const unknown = inputs.kept(Buffer.alloc(0), { imageId: newId('img') });
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' });
    await storage.gateway.deleteImage({ accountId: account, imageId: image.id });
    const gone = inputs.kept(Buffer.alloc(0), { imageId: image.id });
    await expect(gone).rejects.toMatchObject({ code: 'image_gone' });
    expect(await rows()).toHaveLength(1);
  });
});

describe('a picture is refused, and nothing of it kept,', () => {
  afterEach(async () => {
    expect(await rows()).toEqual([]);
    expect(await isThere(join(storage.folder, 'inputs'))).toBe(false);
  });

  it.each([
    ['a text', Buffer.from('a lighthouse on a cliff')],
    ['nothing', Buffer.alloc(0)],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['a GIF', Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64')],
    ['the beginning of a PNG', Buffer.from('\x89PNG\r\n\x1a\n and no more', 'latin1')],
  ])('where it is %s', async (_what, file) => {
    expect(await inputs.store(file)).toEqual(refusal(InputRefusal.INPUT_REFUSAL_NOT_AN_IMAGE));
  });

  it('where it is cut off', async () => {
    const noise = await sharp({
      create: { width: 200, height: 200, channels: 3, background: 'red', noise: { type: 'gaussian', sigma: 30 } },
    })
      .png()
      .toBuffer();
    const cut = await inputs.store(noise.subarray(0, noise.length / 2));
    expect(cut).toEqual(refusal(InputRefusal.INPUT_REFUSAL_NOT_AN_IMAGE));
  });

  it('where its header says 20,000 x 20,000 pixels, before any is decoded', async () => {
    const bomb = Buffer.from(await (await halves('red', 'blue')).png().toBuffer());
    bomb.writeUInt32BE(20_000, 16);
    bomb.writeUInt32BE(20_000, 20);
    expect(await inputs.store(bomb)).toEqual(refusal(InputRefusal.INPUT_REFUSAL_TOO_MANY_PIXELS));
  });

  it('where it moves', async () => {
    const frame = (background: string) =>
      sharp({ create: { width: 16, height: 16, channels: 3, background } })
        .png()
        .toBuffer();
    const frames = await Promise.all(['red', 'blue'].map(frame));
    const animation = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer();
    expect(await inputs.store(animation)).toEqual(refusal(InputRefusal.INPUT_REFUSAL_ANIMATED));
  });

  it('where it is a mask without an alpha channel', async () => {
    const opaque = await (await halves('red', 'blue')).removeAlpha().png().toBuffer();
    const answer = await inputs.store(opaque, { kind: InputKind.INPUT_KIND_MASK });
    expect(answer).toEqual(refusal(InputRefusal.INPUT_REFUSAL_NO_ALPHA));
  });

  it('where its file is larger than any that is accepted', async () => {
    const tooLarge = inputs.store(Buffer.alloc(maxSourceBytes + 1));
    await expect(tooLarge).rejects.toMatchObject({ code: 'parameter_invalid' });
  });
});

describe('an input is private:', () => {
  it('workers alone read it, with the account it belongs to', async () => {
    const { id } = await inputs.kept(await (await halves('red', 'blue')).png().toBuffer());
    await expect(inputs.read(id, 'acct_2')).rejects.toMatchObject({ code: 'not_found' });
    await expect(inputs.read(id, account, inputs.gateway)).rejects.toMatchObject({ code: 'insufficient_scope' });
    for (const name of [`${id}.rgb`, `${id}.png`, `inputs/${id}.rgb`]) {
      expect((await fetch(`${storage.cdn}/${name}`)).status).toBe(404);
    }
  });
});

describe('an input is gone', () => {
  it('when its account no longer needs it, and no other account can say so', async () => {
    const { id } = await inputs.kept(await (await halves('red', 'blue')).png().toBuffer());
    await inputs.gateway.deleteInputs({ accountId: 'acct_2', inputIds: [id] });
    expect(await isThere(fileOf(id))).toBe(true);
    await inputs.gateway.deleteInputs({ accountId: account, inputIds: [id, newId('inp')] });
    expect(await isThere(fileOf(id))).toBe(false);
    await expect(inputs.read(id)).rejects.toMatchObject({ code: 'not_found' });
    await inputs.gateway.deleteInputs({ accountId: account, inputIds: [id] });
  });

  it('at its time, whatever became of its generation: not read any more, and swept', async () => {
    const file = await (await halves('red', 'blue')).png().toBuffer();
    const now = storage.clock.now().getTime();
    const { id: old } = await inputs.kept(file, { expiresAt: new Date(now + 1_000) });
    const { id: young } = await inputs.kept(file, { expiresAt: new Date(now + 5_000) });
    storage.clock.advance(1_000);
    await expect(inputs.read(old)).rejects.toMatchObject({ code: 'not_found' });
    await storage.sweepInputs();
    expect([await isThere(fileOf(old)), await isThere(fileOf(young))]).toEqual([false, true]);
    expect(await rows()).toEqual([{ id: young }]);
  });

  it('also where its pixels were never written, because the disk failed or the process died', async () => {
    failPut = new Error('no space left on device');
    const expiresAt = storage.clock.now();
    await expect(inputs.kept(await (await halves('red', 'blue')).png().toBuffer(), { expiresAt })).rejects.toThrow();
    const [row] = await rows();
    await expect(inputs.read(row?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
    await storage.sweepInputs();
    expect(await rows()).toEqual([]);
  });
});

describe('when a generation ended', () => {
  let nats: TestNats;
  let messaging: Messaging;

  beforeAll(async () => {
    nats = await testNats();
    messaging = await Messaging.connect({ url: nats.url, service: 'test' });
    await ensureStreams(messaging);
  });
  afterAll(async () => {
    await messaging.close();
    await nats.stop();
  });

  it.each(['succeeded', 'failed', 'cancelled', 'expired'])(
    'its inputs are gone (%s), and those of others are not, however often the event comes',
    async (status) => {
      const file = await (await halves('red', 'blue')).png().toBuffer();
      const [image, mask, other] = [await inputs.kept(file), await inputs.kept(file), await inputs.kept(file)];
      const consumer = new DurableConsumer({
        ...endedGenerations(storage.inputs),
        natsUrl: nats.url,
        service: 'test',
        logger: createLogger('test', 'silent'),
      });
      consumer.start();
      const source = { imageInputId: image.id, maskInputId: mask.id, imageSha256: '', maskSha256: '', strength: 1 };
      const generation = { id: 'gen_1', accountId: account, parameters: { source } };
      const event = GenerationEvent.encode(GenerationEvent.fromPartial({ id: 'evt_1', generation })).finish();
      const subject = eventSubject(`generation.${status}`);
      await messaging.jetStream.publish(subject, event);
      await messaging.jetStream.publish(subject, event);
      const withoutSource = GenerationEvent.fromPartial({ generation: { id: 'gen_2', accountId: account } });
      await messaging.jetStream.publish(subject, GenerationEvent.encode(withoutSource).finish());
      await waitUntil(async () => (await rows()).length === 1);
      await consumer.stop();
      expect(await readdir(join(storage.folder, 'inputs'))).toEqual([`${other.id}.rgb`]);
    },
  );
});
