import { AppError } from '@imageai/errors';

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** The operator's limit on requests that take nothing of a plan: a token bucket for each account, in this process. */
export class ReadLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly perMinute: number,
    private readonly now: () => number = () => performance.now(),
    private readonly maxAccounts = 10_000,
  ) {}

  /** Takes one request of an account, or throws `rate_limit_exceeded`. */
  take(accountId: string): void {
    const now = this.now();
    const bucket = this.buckets.get(accountId) ?? { tokens: this.perMinute, filledAt: now };
    bucket.tokens = Math.min(this.perMinute, bucket.tokens + ((now - bucket.filledAt) / 60_000) * this.perMinute);
    bucket.filledAt = now;
    this.buckets.delete(accountId);
    this.buckets.set(accountId, bucket);
    if (this.buckets.size > this.maxAccounts) this.forgetQuietest();
    if (bucket.tokens < 1) {
      throw new AppError('rate_limit_exceeded', {
        retryAfterSeconds: Math.ceil(((1 - bucket.tokens) / this.perMinute) * 60),
      });
    }
    bucket.tokens -= 1;
  }

  /** The map is in the order of use. */
  private forgetQuietest(): void {
    const [quietest] = this.buckets.keys();
    if (quietest !== undefined) this.buckets.delete(quietest);
  }
}
