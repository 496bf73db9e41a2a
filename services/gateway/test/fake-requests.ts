import { AppError } from '@imageai/errors';

interface Keyed {
  readonly accountId: string;
  readonly idempotency?: { readonly key: string; readonly fingerprint: Uint8Array } | undefined;
}

/** Knows requests again by their idempotency keys, as the services that make something do. */
export class FakeRequests {
  /** Answers that get lost on their way before one arrives. */
  lost = 0;
  private readonly made = new Map<string, { readonly fingerprint: string; readonly answer: object }>();

  once<Answer extends object>(act: string, { accountId, idempotency }: Keyed, make: () => Answer) {
    if (idempotency === undefined) return this.sent({ ...make(), replayed: false });
    const id = JSON.stringify([accountId, act, idempotency.key]);
    const fingerprint = Buffer.from(idempotency.fingerprint).toString('hex');
    const earlier = this.made.get(id);
    if (earlier === undefined) {
      const answer = make();
      this.made.set(id, { fingerprint, answer });
      return this.sent({ ...answer, replayed: false });
    }
    if (earlier.fingerprint !== fingerprint) throw new AppError('idempotency_mismatch', { param: 'Idempotency-Key' });
    return this.sent({ ...(earlier.answer as Answer), replayed: true });
  }

  private sent<Answer>(answer: Answer): Answer {
    if (this.lost === 0) return answer;
    this.lost -= 1;
    throw new AppError('unavailable');
  }
}
