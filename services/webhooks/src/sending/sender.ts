import { Inject, Injectable } from '@nestjs/common';
import { type Agent, request } from 'undici';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { EgressPolicy } from '../egress/egress-policy.js';
import { guardedAgent } from '../egress/guarded-agent.js';
import type { Resolve } from '../egress/resolve.js';
import { CLOCK, CONFIG, RESOLVE } from '../tokens.js';
import { failureText, statusText } from './failure-text.js';
import { readExcerpt } from './response-excerpt.js';
import { retryAfterMs } from './retry-after.js';
import { signedHeaders } from './signature.js';

export interface Message {
  /** The `webhook-id`. */
  readonly id: string;
  readonly url: string;
  /** JSON. */
  readonly body: string;
  /** The newest first. */
  readonly secrets: readonly Buffer[];
}

/** What came of one try. */
export interface Answer {
  readonly startedAt: Date;
  readonly durationMs: number;
  /** 0: none came. */
  readonly statusCode: number;
  /** A sentence; empty: success. */
  readonly error: string;
  /** Its beginning. */
  readonly responseBody: string;
  /** How long the receiver asked to be left alone. */
  readonly retryAfterMs: number | undefined;
}

/** What of an answer's body is read, and kept for the owner. */
const excerptBytes = 4 * 1024;

/** Makes one try: a signed POST to where the policy allows. It never rejects: a failure is an answer too. */
@Injectable()
export class Sender {
  private readonly agent: Agent;
  private readonly timeoutMs: number;

  constructor(
    private readonly policy: EgressPolicy,
    @Inject(CONFIG) { ATTEMPT_TIMEOUT_MS }: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RESOLVE) resolve: Resolve,
  ) {
    this.timeoutMs = ATTEMPT_TIMEOUT_MS;
    this.agent = guardedAgent({ policy, resolve, connectTimeoutMs: this.timeoutMs });
  }

  async send({ id, url, body, secrets }: Message): Promise<Answer> {
    const startedAt = this.clock.now();
    const start = performance.now();
    const answer = (what: Partial<Answer>): Answer => ({
      startedAt,
      durationMs: Math.round(performance.now() - start),
      statusCode: 0,
      error: '',
      responseBody: '',
      retryAfterMs: undefined,
      ...what,
    });
    const fault = this.policy.urlFault(url);
    if (fault !== undefined) return answer({ error: `The URL ${fault}.` });
    let statusCode = 0;
    try {
      const response = await request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'ImageAI-Webhooks/1',
          ...signedHeaders(id, startedAt, body, secrets),
        },
        body,
        dispatcher: this.agent,
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      statusCode = response.statusCode;
      const isSuccess = statusCode >= 200 && statusCode < 300;
      return answer({
        statusCode,
        responseBody: await readExcerpt(response.body, excerptBytes),
        error: isSuccess ? '' : statusText(statusCode),
        retryAfterMs: retryAfterMs(response.headers['retry-after'], this.clock.now()),
      });
    } catch (error) {
      return answer({ statusCode, error: failureText(error, this.timeoutMs) });
    }
  }

  /** Ends every connection. */
  close(): Promise<void> {
    return this.agent.destroy();
  }
}
