import type { OpenedBackend, StoredBytes } from './image-backend.js';

/** Two backends while images move from one to the other: all is written to the first, and read from where it lies. */
export class FallbackBackend implements OpenedBackend {
  constructor(
    readonly first: OpenedBackend,
    readonly fallback: OpenedBackend,
  ) {}

  close(): void {
    this.first.close();
    this.fallback.close();
  }

  isWritable(): Promise<boolean> {
    return this.first.isWritable();
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.first.put(key, bytes);
  }

  async open(key: string): Promise<StoredBytes | undefined> {
    // A file that leaves the fallback between the two looks is in the first by then.
    return (await this.first.open(key)) ?? (await this.fallback.open(key)) ?? (await this.first.open(key));
  }

  async has(key: string): Promise<boolean> {
    return (await this.first.has(key)) || (await this.fallback.has(key)) || (await this.first.has(key));
  }

  /** The fallback's go first: what the mover takes from there meanwhile, it takes away from the first as well. */
  async remove(keys: readonly string[]): Promise<void> {
    await this.fallback.remove(keys);
    await this.first.remove(keys);
  }
}
