import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../tokens.js';
import { VerificationRepository } from './verification.repository.js';

const flushAfterMs = 2_000;

/** Notes when keys were last used: in one statement for many keys, and never while an answer waits for it. */
@Injectable()
export class LastUseRecorder {
  private readonly waiting = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly repository: VerificationRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  note(keyId: string): void {
    this.waiting.add(keyId);
    this.timer ??= setTimeout(() => void this.flush(), flushAfterMs).unref();
  }

  /** Writes what waits. What cannot be written is dropped: the key's next use brings it again. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const keyIds = [...this.waiting];
    this.waiting.clear();
    if (keyIds.length === 0) return;
    try {
      await this.repository.noteUse(keyIds);
    } catch (error) {
      this.logger.warn({ err: error, keys: keyIds.length }, 'last use of keys not noted');
    }
  }
}
