/**
 * The beginning of a body, as text that Postgres can keep. What is longer is cut off: the connection closes, and the
 * rest is never read.
 */
export async function readExcerpt(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= maxBytes) break;
  }
  const bytes = Buffer.concat(chunks).subarray(0, maxBytes);
  return new TextDecoder().decode(bytes).replaceAll('\0', '').trim();
}
