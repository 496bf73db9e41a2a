import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { CONFIG } from '../tokens.js';
import { parseSecretKeys, type SecretKeys } from './secret-keys.js';

export interface Sealed {
  /** Which key it was sealed with. */
  readonly keyName: string;
  /** 12 bytes of nonce, the ciphertext, 16 bytes of tag. */
  readonly bytes: Buffer;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Secrets at rest: AES-256-GCM, bound to their owner, so that one copied into another's row does not open. */
@Injectable()
export class SecretBox {
  private readonly keys: SecretKeys;

  constructor(@Inject(CONFIG) { SECRET_KEYS }: Pick<Config, 'SECRET_KEYS'>) {
    this.keys = parseSecretKeys(SECRET_KEYS);
  }

  /** The key that new secrets are sealed with. */
  get currentKeyName(): string {
    return this.keys[0].name;
  }

  seal(secret: Buffer, ownerId: string): Sealed {
    const [{ name, key }] = this.keys;
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(ownerId));
    return { keyName: name, bytes: Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]) };
  }

  /** Throws when the key is not configured any more, or the bytes are not this owner's. */
  open({ keyName, bytes }: Sealed, ownerId: string): Buffer {
    const found = this.keys.find(({ name }) => name === keyName);
    if (found === undefined) throw new Error(`SECRET_KEYS has no key "${keyName}", which a secret was encrypted with`);
    const decipher = createDecipheriv(algorithm, found.key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(ownerId)).setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  }
}
