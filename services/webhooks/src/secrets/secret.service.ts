import type { IdempotencyKey } from '@imageai/contracts/webhooks';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import { checkOverlap, invalid } from '../checks.js';
import type { Clock } from '../clock.js';
import type { SecretRow } from '../db/schema.js';
import { CLOCK } from '../tokens.js';
import { SecretRepository } from './secret.repository.js';
import { type Sealed, SecretBox } from './secret-box.js';
import { newSigningSecret, toSecretText } from './signing-secret.js';

export interface ShownSecret {
  /** "whsec_…". */
  readonly secret: string;
  /** Until when an older one signs too. */
  readonly rotationEndsAt: Date | undefined;
}

export interface RotatedSecret extends ShownSecret {
  /** An earlier request has rotated it. */
  readonly replayed: boolean;
}

/** More would make a header that receivers refuse. */
const mostInForce = 5;
const resealBatch = 100;

/** Signing secrets, of endpoints and the default ones of accounts. */
@Injectable()
export class SecretService {
  constructor(
    private readonly repository: SecretRepository,
    private readonly box: SecretBox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A new secret, sealed for its owner. */
  newSealed(ownerId: string): Sealed {
    return this.box.seal(newSigningSecret(), ownerId);
  }

  /** The secrets that sign now, by owner, the newest first; owners without one are missing. */
  async inForce(ownerIds: readonly string[]): Promise<Map<string, Buffer[]>> {
    const rows = ownerIds.length === 0 ? [] : await this.repository.inForce(ownerIds, this.clock.now());
    const secrets = new Map<string, Buffer[]>();
    for (const row of rows) secrets.set(row.owner_id, [...(secrets.get(row.owner_id) ?? []), this.open(row)]);
    return secrets;
  }

  /** The same for accounts' default secrets; they are made where there is none yet. */
  async defaultsInForce(accountIds: readonly string[]): Promise<Map<string, Buffer[]>> {
    const found = await this.inForce(accountIds);
    const without = accountIds.filter((accountId) => !found.has(accountId));
    for (const accountId of without) {
      await this.repository.insertFirst(accountId, this.newSealed(accountId), this.clock.now());
    }
    return without.length === 0 ? found : this.inForce(accountIds);
  }

  /** The newest, as its owner sees it. */
  async show(ownerId: string): Promise<ShownSecret> {
    const [newest] = (await this.inForce([ownerId])).get(ownerId) ?? [];
    if (newest === undefined) throw new AppError('internal_error', { cause: new Error(`${ownerId} has no secret`) });
    return { secret: toSecretText(newest), rotationEndsAt: (await this.rotationEnds([ownerId])).get(ownerId) };
  }

  async showDefault(accountId: string): Promise<ShownSecret> {
    await this.defaultsInForce([accountId]);
    return this.show(accountId);
  }

  /**
   * A new secret; those in force sign for `overlapSeconds` more at the most.
   * @param ownerId an endpoint of the account, or the account itself for its default secret
   */
  async rotate(
    accountId: string,
    ownerId: string,
    overlapSeconds: number,
    idempotency: IdempotencyKey | undefined,
  ): Promise<RotatedSecret> {
    const now = this.clock.now();
    const overlapEnd = new Date(now.getTime() + checkOverlap(overlapSeconds) * 1_000);
    const keyed = idempotency && { accountId, act: `secret.rotate ${ownerId}`, ...idempotency };
    const result = await this.repository.rotate(
      ownerId,
      { secret: this.newSealed(ownerId), overlapEnd, most: mostInForce, request: keyed },
      now,
    );
    if (result === 'full') {
      throw invalid(
        'overlap_seconds',
        `${mostInForce} secrets are in force already: wait until one has ended, or rotate with overlap_seconds 0, which ends all before.`,
      );
    }
    return { ...(await this.show(ownerId)), replayed: result === 'earlier' };
  }

  /** Until when older secrets sign too, by owner; owners without a rotation under way are missing. */
  async rotationEnds(ownerIds: readonly string[]): Promise<Map<string, Date>> {
    const rows = ownerIds.length === 0 ? [] : await this.repository.inForce(ownerIds, this.clock.now());
    const ends = new Map<string, Date>();
    for (const { owner_id, expires_at } of rows) {
      const known = ends.get(owner_id);
      if (expires_at !== null && (known === undefined || expires_at > known)) ends.set(owner_id, expires_at);
    }
    return ends;
  }

  /** Seals anew what an older key sealed, so that this key can be taken out of SECRET_KEYS some day. */
  async resealAll(): Promise<void> {
    for (;;) {
      const rows = await this.repository.sealedOtherwise(this.box.currentKeyName, resealBatch);
      for (const row of rows) {
        await this.repository.reseal(row.id, this.box.seal(this.open(row), row.owner_id));
      }
      if (rows.length < resealBatch) return;
    }
  }

  private open({ key_name, sealed, owner_id }: SecretRow): Buffer {
    return this.box.open({ keyName: key_name, bytes: sealed }, owner_id);
  }
}
