import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const prefix = 'iai_live_';
const randomLength = 32;
const checksumLength = 6;
const pattern = new RegExp(`^${prefix}[0-9A-Za-z]{${randomLength + checksumLength}}$`);

/** Characters of a key that may be shown: the prefix and four more. */
export const keyPrefixLength = prefix.length + 4;

/**
 * A new API key: "iai_live_", 32 random characters (190 bits), and a CRC-32 of both in six.
 * @param bytes where randomness comes from, asked until it is enough
 */
export function newApiKey(bytes: () => Iterable<number> = () => randomBytes(randomLength)): string {
  let random = '';
  while (random.length < randomLength) {
    // 248 is the largest multiple of 62 below 256: bytes above would favour the first characters.
    for (const byte of bytes()) {
      if (byte < 248 && random.length < randomLength) random += alphabet.charAt(byte % 62);
    }
  }
  return prefix + random + checksum(prefix + random);
}

/** True when a key has the right form and checksum: a typing error is known without asking anybody. */
export function isWellFormedApiKey(key: string): boolean {
  return pattern.test(key) && checksum(key.slice(0, -checksumLength)) === key.slice(-checksumLength);
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let digit = 0; digit < checksumLength; digit++, rest = Math.floor(rest / 62)) {
    digits = alphabet.charAt(rest % 62) + digits;
  }
  return digits;
}
