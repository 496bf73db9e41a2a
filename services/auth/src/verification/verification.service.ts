import { timingSafeEqual } from 'node:crypto';
import { isWellFormedApiKey, keyPrefixLength } from '@imageai/api';
import { KeyRefusal, type VerifyKeyResponse } from '@imageai/contracts/auth';
import { Injectable } from '@nestjs/common';
import { SecretHash } from '../secrets/secret-hash.js';
import { LastUseRecorder } from './last-use-recorder.js';
import { refused, toPrincipal } from './verification.convert.js';
import { VerificationRepository } from './verification.repository.js';

@Injectable()
export class VerificationService {
  constructor(
    private readonly repository: VerificationRepository,
    private readonly hash: SecretHash,
    private readonly lastUse: LastUseRecorder,
  ) {}

  async verify(secret: string): Promise<VerifyKeyResponse> {
    if (!isWellFormedApiKey(secret)) return refused(KeyRefusal.KEY_REFUSAL_UNKNOWN);
    const hash = this.hash.of(secret);
    const candidates = await this.repository.findByPrefix(secret.slice(0, keyPrefixLength));
    const key = candidates.find((candidate) => timingSafeEqual(candidate.hash, hash));
    if (key === undefined) return refused(KeyRefusal.KEY_REFUSAL_UNKNOWN);
    if (key.revoked) return refused(KeyRefusal.KEY_REFUSAL_REVOKED);
    if (key.expired) return refused(KeyRefusal.KEY_REFUSAL_EXPIRED);
    if (key.use_unnoted) this.lastUse.note(key.key_id);
    return { result: { $case: 'principal', value: toPrincipal(key) } };
  }
}
