import { describe, expect, it } from '@jest/globals';
import { Client, control, describeWithOperator, newAccount } from '../src/index.js';

const parameters = {
  prompt: 'a boat on the sea under the moon',
  style: 'painting',
  seed: 4242,
  num_inference_steps: 3,
};
const bytesOf = async (client: Client, more: Record<string, unknown> = {}) =>
  Client.bytes((await client.draw({ ...parameters, ...more })).url);

describe('the same parameters and seed give the same file, byte for byte', () => {
  it('when asked for again, by another account too', async () => {
    const [one, other] = [await newAccount('starter'), await newAccount('enterprise')];
    const first = await bytesOf(one.client);
    expect(await bytesOf(one.client)).toEqual(first);
    expect(await bytesOf(other.client)).toEqual(first);
    expect(await bytesOf(one.client, { seed: 4243 })).not.toEqual(first);
  });

  it('beside other requests, and as one of several', async () => {
    const { client } = await newAccount('enterprise');
    const alone = await bytesOf(client);
    const others = Array.from({ length: 4 }, (_, seed) => client.draw({ seed, n: 2, num_inference_steps: 4 }));
    const beside = await Promise.all([bytesOf(client), bytesOf(client)]);
    await Promise.all(others);
    expect(beside).toEqual([alone, alone]);
    const { images } = await client.draw({ ...parameters, seed: 4241, n: 3 });
    expect(await Client.bytes(images?.[1]?.url ?? '')).toEqual(alone);
  });

  it('with a seed that the service chose, sent back to it', async () => {
    const { client } = await newAccount('starter');
    const { seed, url } = await client.draw({ ...parameters, seed: undefined });
    expect(await bytesOf(client, { seed })).toEqual(await Client.bytes(url));
  });
});

describeWithOperator('after a restart', () => {
  it('of inference the same parameters and seed give the same file and fingerprint', async () => {
    const { client } = await newAccount('starter');
    const before = await client.draw(parameters);
    await control.restart('inference');
    const after = await client.draw(parameters);
    expect(after.system_fingerprint).toBe(before.system_fingerprint);
    expect(await Client.bytes(after.url)).toEqual(await Client.bytes(before.url));
  });
});
