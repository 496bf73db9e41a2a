import { crc32 } from 'node:zlib';

const signatureBytes = 8;
const lengthAndTypeBytes = 8;
const checksumBytes = 4;

/**
 * A PNG with a text chunk after its header: tEXt where Latin-1 can say it, else iTXt, which is UTF-8. That is what
 * Pillow writes and what readers of Stable Diffusion parameters look for.
 */
export function withPngText(png: Buffer, keyword: string, text: string): Buffer {
  const headerEnd = signatureBytes + lengthAndTypeBytes + png.readUInt32BE(signatureBytes) + checksumBytes;
  // The one character that would end the text.
  const safe = text.replaceAll('\0', '');
  const isLatin1 = /^[\n\x20-\x7e\xa0-\xff]*$/.test(safe);
  const chunk = isLatin1
    ? pngChunk('tEXt', Buffer.from(`${keyword}\0${safe}`, 'latin1'))
    : // Not compressed, no language, no translated keyword.
      pngChunk('iTXt', Buffer.from(`${keyword}\0\0\0\0\0${safe}`, 'utf8'));
  return Buffer.concat([png.subarray(0, headerEnd), chunk, png.subarray(headerEnd)]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(4 + body.length + checksumBytes);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), 4 + body.length);
  return chunk;
}
