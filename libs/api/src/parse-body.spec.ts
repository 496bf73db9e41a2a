import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { generateImageRequest } from './generate-image-request.js';
import { parseGenerateImage } from './parse-body.js';
import { codePointLength } from './text.js';
import { sizes, styles } from './vocabulary.js';

const invalid = (param: string, rest: string) => ({
  ok: false,
  fault: { code: 'parameter_invalid', param, message: `Invalid parameter: ${param} ${rest}` },
});
const missingPrompt = {
  ok: false,
  fault: { code: 'parameter_missing', param: 'prompt', message: 'Missing required parameter: prompt' },
};
const prompt = 'a lake';

describe('parseGenerateImage', () => {
  it('fills in the documented defaults', () => {
    expect(parseGenerateImage({ prompt })).toEqual({
      ok: true,
      value: {
        prompt,
        style: 'photorealistic',
        width: 1024,
        height: 1024,
        guidance_scale: 7.5,
        n: 1,
        output_format: 'png',
      },
    });
  });

  it('answers the documented example to the letter', () => {
    const message = 'Invalid parameter: width must be one of 512, 768, 1024, 1536, or 1920';
    expect(parseGenerateImage({ prompt, width: 500 })).toEqual({
      ok: false,
      fault: { code: 'parameter_invalid', param: 'width', message },
    });
  });

  it('takes null for not sent', () => {
    const nulls = Object.fromEntries(Object.keys(generateImageRequest.shape).map((name) => [name, null]));
    expect(parseGenerateImage({ ...nulls, prompt })).toEqual(parseGenerateImage({ prompt }));
    expect(parseGenerateImage(nulls)).toEqual(missingPrompt);
  });

  it.each([{}, { prompt: '' }, { prompt: ' \t\n\u00a0\u3000' }, { prompt: null }, { prompt: '', width: 1 }])(
    'knows a prompt that is missing: %j',
    (body) => expect(parseGenerateImage(body)).toEqual(missingPrompt),
  );

  it('counts code points: 1000 emoji are taken, 1001 letters are not', () => {
    expect(parseGenerateImage({ prompt: '🌊'.repeat(1000) }).ok).toBe(true);
    for (const long of ['x'.repeat(1001), '🌊'.repeat(1001)]) {
      expect(parseGenerateImage({ prompt: long })).toEqual(invalid('prompt', 'must be at most 1000 characters'));
      expect(parseGenerateImage({ prompt, negative_prompt: long })).toEqual(
        invalid('negative_prompt', 'must be at most 1000 characters'),
      );
    }
  });

  it.each([
    ['prompt', 5, 'must be a string'],
    ['prompt', ['x'], 'must be a string'],
    ['prompt', 'a \ud800 b', 'must be well-formed Unicode text'],
    ['prompt', '\udc00', 'must be well-formed Unicode text'],
    ['prompt', 'a\0b', 'must not contain the character U+0000'],
    ['style', 'oil', 'must be one of photorealistic, painting, cartoon, sketch, or abstract'],
    ['style', 1, 'must be one of photorealistic, painting, cartoon, sketch, or abstract'],
    ['width', '1024', 'must be one of 512, 768, 1024, 1536, or 1920'],
    ['height', 1024.5, 'must be one of 512, 768, 1024, 1536, or 1920'],
    ['height', true, 'must be one of 512, 768, 1024, 1536, or 1920'],
    ['seed', 1.5, 'must be an integer from 0 to 2147483647'],
    ['seed', -1, 'must be an integer from 0 to 2147483647'],
    ['seed', 2147483648, 'must be an integer from 0 to 2147483647'],
    ['seed', 1e300, 'must be an integer from 0 to 2147483647'],
    ['seed', '1', 'must be an integer from 0 to 2147483647'],
    ['guidance_scale', 0.99, 'must be a number from 1.0 to 20.0'],
    ['guidance_scale', 20.01, 'must be a number from 1.0 to 20.0'],
    ['guidance_scale', Number.POSITIVE_INFINITY, 'must be a number from 1.0 to 20.0'],
    ['guidance_scale', '7', 'must be a number from 1.0 to 20.0'],
    ['negative_prompt', {}, 'must be a string'],
    ['n', 0, 'must be an integer from 1 to 10'],
    ['n', 11, 'must be an integer from 1 to 10'],
    ['n', 1.5, 'must be an integer from 1 to 10'],
    ['model', '', 'must be the name of an available model'],
    ['model', 7, 'must be the name of an available model'],
    ['model', 'a\nb', 'must be the name of an available model'],
    ['num_inference_steps', 101, 'must be an integer from 1 to 100'],
    ['output_format', 'gif', 'must be one of png, webp, jpeg, or avif'],
    ['retention_days', 0, 'must be an integer from 1 to 36500'],
  ])('refuses %s: %j', (param, value, rest) => {
    expect(parseGenerateImage({ prompt, [param]: value })).toEqual(invalid(param, rest));
  });

  it('answers the first fault in the documented order, whatever the order in the body', () => {
    const names = Object.keys(generateImageRequest.shape);
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: 1 }), (faulty) => {
        const body = Object.fromEntries([['unknwon', 1], ...faulty.map((name) => [name, []])]);
        const first = names.find((name) => faulty.includes(name) || name === 'prompt');
        const result = parseGenerateImage(faulty.includes('prompt') ? body : { ...body, prompt });
        const expected = faulty.includes('prompt') ? first : names.find((name) => faulty.includes(name));
        expect(result).toMatchObject({ ok: false, fault: { code: 'parameter_invalid', param: expected } });
      }),
    );
  });

  it('names the nearest known parameter for one that it does not know, after all other faults', () => {
    for (const [name, meant] of [
      ['widht', 'width'],
      ['negativePrompt', 'negative_prompt'],
      ['steps', 'num_inference_steps'],
      ['cfg_scale', 'guidance_scale'],
      ['format', 'output_format'],
      ['Seed', 'seed'],
      ['hieght', 'height'],
      ['promt', 'prompt'],
      ['num_inference', 'num_inference_steps'],
    ] as const) {
      expect(parseGenerateImage({ prompt, [name]: 1 })).toMatchObject({
        fault: {
          code: 'parameter_unknown',
          param: name,
          message: `Unknown parameter: ${name}. Did you mean ${meant}?`,
        },
      });
    }
    expect(parseGenerateImage({ widht: 1, prompt, retention_days: 0 })).toMatchObject({
      fault: { param: 'retention_days' },
    });
  });

  it('refuses names of the prototype, and shortens endless ones', () => {
    expect(parseGenerateImage(JSON.parse('{"prompt":"x","__proto__":{"n":2}}'))).toMatchObject({
      fault: { code: 'parameter_unknown', param: '__proto__' },
    });
    expect(parseGenerateImage({ prompt, constructor: 1 })).toMatchObject({ fault: { code: 'parameter_unknown' } });
    const { fault } = parseGenerateImage({ prompt, ['🌊'.repeat(100_000)]: 1 }) as { fault: { message: string } };
    expect(fault.message.length).toBeLessThan(250);
  });

  it.each([null, undefined, 1, 'text', [], [{ prompt }], true])('refuses a body that is no object: %j', (body) => {
    expect(parseGenerateImage(body)).toEqual({
      ok: false,
      fault: { code: 'invalid_json', message: 'The request body must be a JSON object.', param: null },
    });
  });

  it('never throws, whatever JSON it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), (any, fields) => {
        parseGenerateImage(any);
        const result = parseGenerateImage({ ...fields, prompt: any });
        expect(result.ok || result.fault.message.length > 0).toBe(true);
      }),
    );
  });

  it('takes every body that is within the documented rules and keeps what was sent', () => {
    const good = fc.record(
      {
        prompt: fc
          .string({ unit: 'grapheme', maxLength: 60 })
          .filter((text) => text.trim() !== '' && !text.includes('\0')),
        style: fc.constantFrom(...styles),
        width: fc.constantFrom(...sizes),
        height: fc.constantFrom(...sizes),
        seed: fc.integer({ min: 0, max: 2147483647 }),
        guidance_scale: fc.double({ min: 1, max: 20, noNaN: true }),
        n: fc.integer({ min: 1, max: 10 }),
      },
      { requiredKeys: ['prompt'] },
    );
    fc.assert(
      fc.property(good, (body) => {
        expect(parseGenerateImage(body)).toMatchObject({ ok: true, value: body });
      }),
    );
  });
});

it('has a JSON Schema for the OpenAPI document', () => {
  const schema = z.toJSONSchema(generateImageRequest, { io: 'input' }).$defs?.GenerateImage;
  expect(schema?.required).toEqual(['prompt']);
  expect(schema?.properties).toMatchObject({ prompt: { maxLength: 1000 }, width: { enum: [...sizes] } });
});

it('counts code points', () => {
  expect(codePointLength('a🌊é')).toBe(3);
});
