import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { parseImageSize } from './image-size.js';
import { openAiImageRequest } from './openai-image-request.js';
import { parseOpenAiEdit, parseOpenAiImage } from './parse-body.js';

const prompt = 'a lake';
const invalid = (param: string, rest: unknown) => ({
  ok: false,
  fault: { code: 'parameter_invalid', param, message: `Invalid parameter: ${param} ${rest}` },
});

describe('parseOpenAiImage', () => {
  it('leaves to the model what the client leaves out', () => {
    expect(parseOpenAiImage({ prompt })).toEqual({
      ok: true,
      value: {
        prompt,
        n: 1,
        size: 'auto',
        quality: 'auto',
        background: 'auto',
        output_format: 'png',
        moderation: 'auto',
        response_format: 'b64_json',
        stream: false,
        partial_images: 0,
      },
    });
  });

  it('takes null for not sent', () => {
    const nulls = Object.fromEntries(Object.keys(openAiImageRequest.shape).map((name) => [name, null]));
    expect(parseOpenAiImage({ ...nulls, prompt })).toEqual(parseOpenAiImage({ prompt }));
  });

  it.each([
    { size: '1536x1024', quality: 'hd', n: 10 },
    { size: '128x16256', quality: 'low', background: 'opaque' },
    { output_format: 'jpeg', output_compression: 0 },
    { output_format: 'png', output_compression: 100 },
    { stream: true, partial_images: 3, user: 'u-1' },
    { seed: 7, negative_prompt: 'people', guidance_scale: 1.5, num_inference_steps: 100, model: 'sd-1.5' },
    { response_format: 'url', moderation: 'auto' },
  ])('takes %j', (body) => {
    expect(parseOpenAiImage({ prompt, ...body })).toMatchObject({ ok: true, value: body });
  });

  it.each<[Record<string, unknown>, string, string]>([
    [{ n: 11 }, 'n', 'must be an integer from 1 to 10'],
    [{ n: '2' }, 'n', 'must be an integer from 1 to 10'],
    [{ size: 1024 }, 'size', 'must be auto or WIDTHxHEIGHT, such as 1024x768'],
    [{ size: 'large' }, 'size', 'must be auto or WIDTHxHEIGHT, such as 1024x768'],
    [{ size: '1024X768' }, 'size', 'must be auto or WIDTHxHEIGHT, such as 1024x768'],
    [{ size: '0x1024' }, 'size', 'must be auto or WIDTHxHEIGHT, such as 1024x768'],
    [{ size: '1024x768\n' }, 'size', 'must be auto or WIDTHxHEIGHT, such as 1024x768'],
    [{ size: '2049x2048' }, 'size', 'must be at most 4 megapixels, such as 2048x2048'],
    [{ size: '16384x8' }, 'size', 'must be at most 16383 pixels on each side'],
    [{ quality: 'best' }, 'quality', 'must be one of auto, low, medium, high, standard, or hd'],
    [{ background: 'transparent' }, 'background', 'cannot be transparent: no model here makes an alpha channel'],
    [{ background: 'blue' }, 'background', 'must be auto or opaque'],
    [{ output_format: 'avif' }, 'output_format', 'must be one of png, jpeg, or webp'],
    [{ output_compression: 101 }, 'output_compression', 'must be an integer from 0 to 100'],
    [{ moderation: 'low' }, 'moderation', 'cannot be low: one policy holds for every request'],
    [{ moderation: 'off' }, 'moderation', 'must be auto'],
    [{ response_format: 'base64' }, 'response_format', 'must be b64_json or url'],
    [{ stream: 'true' }, 'stream', 'must be true or false'],
    [{ partial_images: 4, stream: true }, 'partial_images', 'must be an integer from 0 to 3'],
    [{ user: 'x'.repeat(257) }, 'user', 'must be at most 256 characters'],
    [{ user: 7 }, 'user', 'must be a string'],
    [{ style: 'vivid' }, 'style', 'is not taken here: the prompt goes to the model as it is'],
    [{ seed: -1 }, 'seed', 'must be an integer from 0 to 2147483647'],
    [{ guidance_scale: 0 }, 'guidance_scale', 'must be a number from 1.0 to 20.0'],
    [{ num_inference_steps: 101 }, 'num_inference_steps', 'must be an integer from 1 to 100'],
    [{ stream: true, n: 2 }, 'n', 'must be 1 with stream: a stream carries one image'],
    [
      { quality: 'high', num_inference_steps: 5 },
      'quality',
      'must be auto with num_inference_steps: both say how many steps are made',
    ],
    [{ output_compression: 50 }, 'output_compression', 'must be 100 with output_format png, which keeps every pixel'],
    [
      { stream: true, response_format: 'url' },
      'response_format',
      'must be b64_json with stream: its events carry the image',
    ],
    [{ partial_images: 1 }, 'partial_images', 'must be 0 without stream'],
  ])('refuses %j', (body, param, rest) => {
    expect(parseOpenAiImage({ prompt, ...body })).toEqual(invalid(param, rest));
  });

  it('answers the first fault in the documented order, one field alone before fields together', () => {
    const names = Object.keys(openAiImageRequest.shape).filter((name) => name !== 'prompt');
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: 1 }), (faulty) => {
        const body = { ...Object.fromEntries(faulty.map((name) => [name, []])), prompt };
        const first = names.find((name) => faulty.includes(name));
        expect(parseOpenAiImage(body)).toMatchObject({ ok: false, fault: { param: first } });
      }),
    );
    const together = { prompt, stream: true, n: 2, response_format: 'url', output_compression: 1 };
    expect(parseOpenAiImage(together)).toMatchObject({ fault: { param: 'n' } });
    expect(parseOpenAiImage({ ...together, seed: -1 })).toMatchObject({ fault: { param: 'seed' } });
  });

  it('knows no parameter of the other routes that it cannot honour', () => {
    expect(parseOpenAiImage({ prompt, width: 512 })).toMatchObject({ fault: { code: 'parameter_unknown' } });
    expect(parseOpenAiImage({ prompt, retention_days: 1 })).toMatchObject({ fault: { code: 'parameter_unknown' } });
  });
});

describe('parseOpenAiEdit', () => {
  const file = (type: string) => new File(['x'], 'image', { type });
  const image = [file('image/png')];

  it.each(['image/png', 'image/webp', 'image/jpeg'])(
    'takes an image (%s), a mask, and the parameters of generations',
    (type) => {
      const body = { image: [file(type)], prompt, mask: file('image/png'), n: 2, strength: 0.5 };
      expect(parseOpenAiEdit(body)).toMatchObject({
        ok: true,
        value: { n: 2, size: 'auto', image: body.image, strength: 0.5 },
      });
    },
  );

  it.each<[Record<string, unknown>, string, string]>([
    [{ image: [] }, 'image', 'must be a file in the format png, webp, or jpeg'],
    [{ image: 'a text' }, 'image', 'must be a file in the format png, webp, or jpeg'],
    [{ image: [file('image/gif')] }, 'image', 'must be a file in the format png, webp, or jpeg'],
    [{ image: [image[0], image[0]] }, 'image', 'must be one file: no model here begins with several'],
    [{ image, strength: 0 }, 'strength', 'must be a number above 0, up to 1'],
    [{ image, strength: 1.5 }, 'strength', 'must be a number above 0, up to 1'],
    [{ image, mask: file('image/jpeg') }, 'mask', 'must be a file in the format png'],
    [{ image, input_fidelity: 'high' }, 'input_fidelity', 'is not taken here: no model here has such a setting'],
    [{ image, stream: true, n: 2 }, 'n', 'must be 1 with stream: a stream carries one image'],
  ])('refuses %j', (body, param, rest) => {
    expect(parseOpenAiEdit({ prompt, ...body })).toEqual(invalid(param, rest));
  });

  it('misses its image before its prompt', () => {
    expect(parseOpenAiEdit({})).toMatchObject({ fault: { code: 'parameter_missing', param: 'image' } });
    expect(parseOpenAiEdit({ image })).toMatchObject({ fault: { code: 'parameter_missing', param: 'prompt' } });
  });
});

it('has a JSON Schema for the OpenAPI document', () => {
  const schema = z.toJSONSchema(openAiImageRequest, { io: 'input' });
  expect(schema.required).toEqual(['prompt']);
  expect(schema.properties).toMatchObject({ n: { minimum: 1, maximum: 10 }, size: { default: 'auto' } });
});

it('reads a size', () => {
  expect(parseImageSize('1536x1024')).toEqual({ width: 1536, height: 1024 });
  expect(parseImageSize('auto')).toBeUndefined();
});
