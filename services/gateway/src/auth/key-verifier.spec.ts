import { KeyRefusal, type VerifyKeyResponse } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { describe, expect, it } from '@jest/globals';
import type { AuthClient } from '../peers/peers.js';
import { KeyVerifier } from './key-verifier.js';

const limits = {
  requestsPerMinute: 10,
  imagesPerMonth: 500,
  concurrency: 2,
  maxImagesPerRequest: 1,
  retentionDays: 30,
};
const accepted = (accountId: string) =>
  ({ result: { $case: 'principal', value: { accountId, limits } } }) as VerifyKeyResponse;
const refused = { result: { $case: 'refusal', value: KeyRefusal.KEY_REFUSAL_REVOKED } } as VerifyKeyResponse;

const setUp = (answer: (secret: string) => VerifyKeyResponse | Promise<VerifyKeyResponse>, size = 10) => {
  const asked: string[] = [];
  const auth = {
    verifyKey: async ({ secret }: { secret: string }) => {
      asked.push(secret);
      return answer(secret);
    },
  };
  const settings = { KEY_CACHE_MS: 800, KEY_CACHE_SIZE: size, PEER_PATIENCE_MS: 0 };
  const time = { ms: 0 };
  const keys = new KeyVerifier(auth as unknown as AuthClient, settings).useClock(() => time.ms);
  return { asked, keys, time };
};

describe('KeyVerifier', () => {
  it('asks once for requests at one time, and believes the answer for 800 ms from the asking', async () => {
    const { asked, keys, time } = setUp(accepted);
    const callers = await Promise.all([keys.verify('a'), keys.verify('a'), keys.verify('b')]);
    expect(callers.map((caller) => caller?.accountId)).toEqual(['a', 'a', 'b']);
    time.ms = 799;
    await keys.verify('a');
    expect(asked).toEqual(['a', 'b']);
    time.ms = 800;
    await keys.verify('a');
    expect(asked).toEqual(['a', 'b', 'a']);
  });

  it('counts the age from the asking even while the answer is awaited', async () => {
    const first = Promise.withResolvers<VerifyKeyResponse>();
    const answers = [first.promise, refused];
    const { asked, keys, time } = setUp(() => answers.shift() ?? refused);
    const early = keys.verify('a');
    time.ms = 900;
    expect(await keys.verify('a')).toBeUndefined();
    first.resolve(accepted('a'));
    expect((await early)?.accountId).toBe('a');
    expect(await keys.verify('a')).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  it('remembers refusals too', async () => {
    const { asked, keys } = setUp(() => refused);
    expect(await keys.verify('a')).toBeUndefined();
    expect(await keys.verify('a')).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it('does not remember that auth was away', async () => {
    const answers: (() => VerifyKeyResponse)[] = [
      () => {
        throw new AppError('unavailable');
      },
      () => accepted('a'),
    ];
    const { keys } = setUp(() => (answers.shift() as () => VerifyKeyResponse)());
    await expect(keys.verify('a')).rejects.toMatchObject({ code: 'unavailable' });
    expect((await keys.verify('a'))?.accountId).toBe('a');
  });

  it('forgets the oldest when it knows too many', async () => {
    const { asked, keys } = setUp(accepted, 2);
    for (const secret of ['a', 'b', 'c', 'b', 'a']) await keys.verify(secret);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });
});
