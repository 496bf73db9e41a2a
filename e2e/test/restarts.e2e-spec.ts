import { waitUntil } from '@imageai/testing';
import { expect, it } from '@jest/globals';
import { Client, control, describeLocally, describeWithOperator, newAccount, operator } from '../src/index.js';

const unlimited = { requestsPerMinute: 100_000 };

describeWithOperator('a rolling restart', () => {
  it('of inference, ten times over under load, fails nothing', async () => {
    const { id, client } = await newAccount('enterprise', { limits: unlimited });
    let restarting = true;
    const seeds: number[] = [];
    const work = async (worker: number) => {
      for (let round = 0; restarting; round++) {
        const { url, seed } = await client.draw({ seed: worker * 1000 + round, num_inference_steps: 3 });
        await Client.bytes(url);
        seeds.push(seed);
      }
    };
    const workers = Promise.all([work(0), work(1), work(2)]);
    try {
      for (let restart = 0; restart < 10; restart++) await control.restart('inference');
    } finally {
      restarting = false;
    }
    await workers;
    expect(new Set(seeds).size).toBe(seeds.length);
    const charged = async () => (await operator.usage.getBalance({ accountId: id, month: '' })).balance;
    await waitUntil(async () => (await charged())?.used === seeds.length, { timeoutMs: 10_000 });
    expect(await charged()).toMatchObject({ used: seeds.length, reserved: 0 });
  }, 240_000);

  it('of the gateway answers what it has accepted before it ends', async () => {
    const { id, client } = await newAccount('enterprise', { limits: unlimited });
    const answers = Array.from({ length: 3 }, (_, seed) => client.draw({ seed, num_inference_steps: 4 }));
    await waitUntil(async () => (await operator.generationsOf(id)).length === 3);
    await control.restart('gateway');
    expect((await Promise.all(answers)).map(({ seed }) => seed)).toEqual([0, 1, 2]);
  });
});

describeLocally('SIGTERM', () => {
  it.each(['auth', 'metering', 'generation', 'storage', 'webhooks', 'inference', 'gateway'] as const)(
    'ends %s with exit code 0',
    async (name) => {
      const notesBefore = (await control.notes()).length;
      await control.kill(name, 'SIGTERM');
      const [note] = await waitUntil(
        async () => {
          const notes = (await control.notes()).slice(notesBefore);
          return notes.length > 0 && notes;
        },
        { timeoutMs: 30_000, what: `the end of ${name}` },
      );
      expect(note).toContain(`${name} ended unexpectedly (exit code 0)`);
      await control.allReady();
    },
  );
});
