import { randomBytes } from 'node:crypto';

/** What signatures are made with: 32 random bytes. */
export const newSigningSecret = (): Buffer => randomBytes(32);

/** As its owner gets it, and as Standard Webhooks writes it. */
export const toSecretText = (secret: Buffer): string => `whsec_${secret.toString('base64')}`;
