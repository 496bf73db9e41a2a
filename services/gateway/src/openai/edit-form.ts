/** Fields of the form that are no text. */
const numbers = new Set(['n', 'output_compression', 'partial_images', 'seed', 'guidance_scale', 'num_inference_steps']);
const booleans = new Map([
  ['true', true],
  ['false', false],
]);

/** First bytes of the formats that can be edited. */
const signatures: readonly (readonly [type: string, isOf: (head: Buffer) => boolean])[] = [
  ['image/png', (head) => head.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))],
  ['image/jpeg', (head) => head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ['image/webp', (head) => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP'],
];

/**
 * A form as the body that its schema describes: numbers and truth values out of their text, and files by what they are,
 * whatever their sender calls them. What cannot be read as such stays text, so that the schema says what is wrong with it.
 */
export async function toEditBody(form: unknown): Promise<Record<string, unknown>> {
  if (!(form instanceof FormData)) return {};
  const body = new Map<string, unknown>();
  let images: unknown[] = [];
  for (const name of new Set(form.keys())) {
    const values = await Promise.all(
      form.getAll(name).map((value) => (value instanceof File ? recognized(value) : value)),
    );
    const field = name.replace(/\[\]$/, '');
    if (field === 'image') images = [...images, ...values];
    else body.set(field, values.length > 1 ? values : read(field, values[0]));
  }
  return { ...Object.fromEntries(body), ...(images.length > 0 && { image: images }) };
}

function read(field: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (field === 'stream') return booleans.get(value) ?? value;
  return numbers.has(field) && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

async function recognized(file: File): Promise<File> {
  const head = Buffer.from(await file.slice(0, 12).arrayBuffer());
  const type = signatures.find(([, isOf]) => isOf(head))?.[0] ?? 'application/octet-stream';
  return new File([file], file.name, { type });
}
