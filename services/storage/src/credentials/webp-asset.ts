import type { Asset } from '@trustnxt/c2pa-ts/asset';

const headerBytes = 12;
const chunkHeaderBytes = 8;
const sizeOffset = 4;
const chunkType = 'C2PA';

interface Range {
  readonly start: number;
  readonly length: number;
}

/**
 * A WebP with a manifest in a chunk of its own at the end, where C2PA wants it in RIFF files. The library knows PNG, JPEG
 * and the boxes of AVIF, and takes what else implements this.
 */
export class WebpAsset implements Asset {
  readonly mimeType = 'image/webp';
  /** The chunk with its header. */
  private chunk: Range | undefined;

  constructor(private data: Uint8Array) {
    this.chunk = manifestChunk(data);
  }

  getDataLength(): number {
    return this.data.length;
  }

  async getDataRange(start = 0, length = this.data.length - start): Promise<Uint8Array> {
    return this.data.subarray(start, start + length);
  }

  getManifestJUMBF(): Uint8Array | undefined {
    if (this.chunk === undefined) return undefined;
    const { start, length } = this.chunk;
    return this.data.subarray(start + chunkHeaderBytes, start + length);
  }

  dumpInfo(): string {
    return `WebP file of ${this.data.length} bytes`;
  }

  async ensureManifestSpace(length: number): Promise<void> {
    if (this.chunk?.length === chunkHeaderBytes + length) return;
    if (this.chunk !== undefined) throw new Error('the WebP has a manifest already');
    // It would need a byte behind it, and readers do not agree whether that is hashed.
    if (length % 2 !== 0) throw new Error('the manifest of a WebP must have an even length');
    const start = this.data.length;
    this.chunk = { start, length: chunkHeaderBytes + length };
    const data = new Uint8Array(start + this.chunk.length);
    data.set(this.data);
    const view = new DataView(data.buffer);
    data.set(Buffer.from(chunkType, 'latin1'), start);
    view.setUint32(start + sizeOffset, length, true);
    // The size of the whole file is hashed with the rest of it, so it stands before that.
    view.setUint32(sizeOffset, data.length - chunkHeaderBytes, true);
    this.data = data;
  }

  getHashExclusionRange(): Range {
    if (this.chunk === undefined) throw new Error('no space was made for the manifest');
    return this.chunk;
  }

  async writeManifestJUMBF(manifest: Uint8Array): Promise<void> {
    if (this.chunk?.length !== chunkHeaderBytes + manifest.length) throw new Error('the manifest has another size');
    this.data.set(manifest, this.chunk.start + chunkHeaderBytes);
  }
}

function manifestChunk(data: Uint8Array): Range | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let start = headerBytes; start + chunkHeaderBytes <= data.length; ) {
    const length = chunkHeaderBytes + view.getUint32(start + sizeOffset, true);
    if (Buffer.from(data.subarray(start, start + sizeOffset)).toString('latin1') === chunkType) {
      return { start, length };
    }
    // Chunks begin at even places.
    start += length + (length % 2);
  }
  return undefined;
}
