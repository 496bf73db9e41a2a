import { newId } from '@imageai/api';
import {
  InputKind,
  InputServiceClient,
  type StoredInput,
  type StoreInputHeader,
  type StoreInputRequest,
} from '@imageai/contracts/storage';
import { createRpcClient, fromServiceError } from '@imageai/rpc';
import sharp from 'sharp';
import { account, type StorageUnderTest } from './storage-under-test.js';

const partBytes = 64 * 1024;

/** A picture of two halves, left and right. */
export async function halves(left: string, right: string, { width, height } = { width: 64, height: 48 }) {
  const half = { width: width / 2, height, channels: 4 as const };
  const paint = (background: string) =>
    sharp({ create: { ...half, background } })
      .png()
      .toBuffer();
  const background = { r: 0, g: 0, b: 0, alpha: 0 };
  const sides = [
    { input: await paint(left), left: 0, top: 0 },
    { input: await paint(right), left: width / 2, top: 0 },
  ];
  return sharp({ create: { width, height, channels: 4, background } }).composite(sides);
}

/** Calls of inputs as the gateway and a worker make them. */
export function inputsOf(storage: Pick<StorageUnderTest, 'address' | 'token'>) {
  const client = (caller: string) => createRpcClient(InputServiceClient, { ...storage, caller });
  const gateway = client('gateway');
  const inference = client('inference');
  const store = async (file: Uint8Array, header: Partial<StoreInputHeader> = {}) => {
    const { stream, response } = gateway.storeInput();
    const value: StoreInputHeader = {
      inputId: newId('inp'),
      accountId: account,
      kind: InputKind.INPUT_KIND_IMAGE,
      fit: { $case: 'size', value: { width: 32, height: 32 } },
      expiresAt: new Date(Date.now() + 600_000),
      imageId: '',
      ...header,
    };
    stream.on('error', () => undefined);
    stream.write({ part: { $case: 'header', value } });
    for (let at = 0; at < file.length; at += partBytes) {
      const part: StoreInputRequest['part'] = { $case: 'bytes', value: file.subarray(at, at + partBytes) };
      stream.write({ part });
    }
    stream.end();
    return (await response).result;
  };
  return {
    gateway,
    inference,
    /** What storage answers: the input, or why not. */
    store,
    async kept(file: Uint8Array, header: Partial<StoreInputHeader> = {}): Promise<StoredInput> {
      const result = await store(file, header);
      if (result?.$case !== 'input') throw new Error(`refused: ${result?.value}`);
      return result.value;
    },
    read(inputId: string, accountId = account, caller = inference): Promise<{ input?: StoredInput; pixels: Buffer }> {
      const parts: Uint8Array[] = [];
      let input: StoredInput | undefined;
      const call = caller.readInput({ accountId, inputId });
      return new Promise((resolve, reject) => {
        call.on('data', ({ part }) => {
          if (part?.$case === 'input') input = part.value;
          if (part?.$case === 'pixels') parts.push(part.value);
        });
        call.on('end', () => resolve({ ...(input && { input }), pixels: Buffer.concat(parts) }));
        call.on('error', (error) => reject(fromServiceError(error as Parameters<typeof fromServiceError>[0])));
      });
    },
    close: () => [gateway, inference].forEach((each) => void each.close()),
  };
}

export type InputsUnderTest = ReturnType<typeof inputsOf>;
