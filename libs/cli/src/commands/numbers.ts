import type { CreateGenerationRequest } from '@imageai/client';
import { InvalidArgumentError } from 'commander';

type Size = Required<Pick<CreateGenerationRequest, 'width' | 'height'>>;

/** Whether it is in range the server knows. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** "1024x768", or "1024" for a square. Which sizes there are the server knows. */
export function size(text: string): Size {
  const [, width, height = width] = /^(\d{1,5})(?:[x×](\d{1,5}))?$/i.exec(text.trim()) ?? [];
  if (width === undefined) throw new InvalidArgumentError('It must be a size such as 1024x768.');
  return { width: Number(width), height: Number(height) } as Size;
}
