import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice for argon2id, which is the library's default algorithm: 19 MiB, two passes, one lane. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const shortest = 10;
const longest = 200;

@Injectable()
export class Passwords {
  /** The hash of a password that nobody has: whoever does not exist costs the same work. */
  private readonly nobodys = hash('the password of nobody', options);

  hash(password: string): Promise<string> {
    return hash(normalize(password), options);
  }

  /** Always as much work; false where there is no hash. */
  async isRight(password: string, storedHash: string | null | undefined): Promise<boolean> {
    const right = await verify(storedHash ?? (await this.nobodys), normalize(password));
    return right && storedHash !== null && storedHash !== undefined;
  }
}

/** One that is chosen: long enough, and not so long that hashing it becomes an attack. */
export function checkPassword(password: string, param = 'password'): string {
  const { length } = [...password];
  if (length >= shortest && length <= longest) return password;
  const message = `${param} must have ${shortest} to ${longest} characters.`;
  throw new AppError('parameter_invalid', { message, param });
}

/** The same characters, however a keyboard composes them; cut where a wrong guess would be too much to hash. */
const normalize = (password: string): string => password.slice(0, 2 * longest).normalize('NFKC');
