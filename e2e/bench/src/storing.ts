import { availableParallelism } from 'node:os';
import { newId } from '@imageai/api';
import { ImageServiceClient } from '@imageai/contracts/storage';
import { createRpcClient } from '@imageai/rpc';
import sharp from 'sharp';
import { inParallel } from './in-parallel.js';
import { type Result, reported } from './result.js';
import { type BenchStack, serviceToken, withStack } from './with-stack.js';

const pictures = 60;
const side = 1024;
const partBytes = 1024 * 1024;

/** Pictures that storage encodes as PNG and has durably on its disk, in a second and on a core. */
export const storing = (): Promise<Result[]> =>
  withStack('embedded model', async (stack) => {
    const pixels = await picture(stack);
    const images = createRpcClient(ImageServiceClient, {
      address: `127.0.0.1:${stack.ports.services.storage.grpc}`,
      caller: 'inference',
      token: await serviceToken(stack, 'inference'),
    });
    const store = async (): Promise<number> => {
      const { stream, response } = images.storeImage();
      const ids = { imageId: newId('img'), accountId: stack.accountId, generationId: newId('gen') };
      const size = { width: side, height: side };
      const made = { prompt: 'a lake between hills', style: 'photorealistic', model: 'imageai-1' };
      const kept = { format: 'png', retentionDays: 1, parametersText: '', private: false };
      const value = { ...ids, ...size, ...made, ...kept };
      stream.write({ part: { $case: 'header', value } });
      for (let at = 0; at < pixels.length; at += partBytes) {
        stream.write({ part: { $case: 'pixels', value: pixels.subarray(at, at + partBytes) } });
      }
      stream.end();
      return (await response).encodeMs;
    };
    const cores = availableParallelism();
    await Promise.all(Array.from({ length: cores }, store));
    const start = performance.now();
    let encodeMs = 0;
    await inParallel(Array.from({ length: pictures }), cores, async () => {
      encodeMs += await store();
    });
    const seconds = (performance.now() - start) / 1000;
    images.close();
    return [
      reported('PNG 1024 x 1024, encoded and stored, on a core', pictures / seconds / cores, '/s'),
      reported('PNG 1024 x 1024, encoding alone', encodeMs / pictures, 'ms'),
    ];
  });

/** What an encoder takes depends on the picture, so that it is one of the model's. */
async function picture({ url, key }: BenchStack): Promise<Buffer> {
  const response = await fetch(`${url}/api/generate-image`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'a lighthouse on a cliff in a storm', width: side, height: side, seed: 1 }),
  });
  const image = (await response.json()) as { url: string };
  return sharp(Buffer.from(await (await fetch(image.url)).arrayBuffer()))
    .removeAlpha()
    .raw()
    .toBuffer();
}
