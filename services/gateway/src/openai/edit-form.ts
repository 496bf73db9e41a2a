import { createHash } from 'node:crypto';
import { type OpenAiEditParameters, signatureLength, sourceImageType } from '@imageai/api';
import type { WantedSource } from '../jobs/order.js';

/** Fields of the form that are no text. */
const numbers = new Set([
  'n',
  'output_compression',
  'partial_images',
  'seed',
  'guidance_scale',
  'num_inference_steps',
  'strength',
]);
const booleans = new Map([
  ['true', true],
  ['false', false],
]);

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
  const head = new Uint8Array(await file.slice(0, signatureLength).arrayBuffer());
  return new File([file], file.name, { type: sourceImageType(head) ?? 'application/octet-stream' });
}

const bytesOf = async (file: File): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());

/** What the images of an edit begin with. */
export async function toEditSource({ image, mask, size, strength }: OpenAiEditParameters): Promise<WantedSource> {
  const [file] = image;
  if (file === undefined) throw new RangeError('the schema lets no edit pass that has no image');
  return {
    image: await bytesOf(file),
    mask: mask && (await bytesOf(mask)),
    strength,
    ownSize: size === 'auto',
  };
}

/** The body that an idempotency key is bound to: files by what is in them, whatever they are called. */
export async function bodyOfEdit(form: Record<string, unknown>): Promise<Record<string, unknown>> {
  const entries = Object.entries(form).map(async ([name, value]) => [name, await withoutFiles(value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function withoutFiles(value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(withoutFiles));
  if (!(value instanceof File)) return value;
  return {
    sha256: createHash('sha256')
      .update(await bytesOf(value))
      .digest('hex'),
  };
}
