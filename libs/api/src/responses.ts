import { z } from 'zod';
import { maxSeed } from './vocabulary.js';

/** `error` of every answer that is not a success, and of every image of an answer that failed. */
export const errorDetails = z
  .strictObject({
    message: z.string().describe('What is wrong, for people.'),
    type: z.string().describe('The class of the error.'),
    param: z.string().nullable().describe('The parameter at fault, where there is one.'),
    code: z.string().describe('What is wrong, for programs.'),
  })
  .meta({ id: 'ErrorDetails' });

export const errorEnvelope = z.strictObject({ error: errorDetails }).meta({ id: 'Error' });

const imageFields = {
  id: z
    .string()
    .regex(/^img_[0-9a-z]+$/)
    .describe('Names the image.'),
  url: z.url().describe('Where the image file can be fetched.'),
  url_expires_at: z.iso.datetime().optional().describe('Of private images alone: until when url can be used.'),
  width: z.int().describe('In pixels.'),
  height: z.int().describe('In pixels.'),
  created_at: z.iso.datetime().describe('When the image was stored, in UTC.'),
  prompt: z.string().describe('As sent.'),
  seed: z.int().min(0).max(maxSeed).describe('The one used, also when none was sent.'),
};

/** One stored image. */
export const imageObject = z.strictObject(imageFields).meta({ id: 'Image' });

/** One image of several that could not be made. */
export const failedImage = z
  .strictObject({
    index: z.int().min(0).describe('Its place, 0 to n - 1.'),
    seed: z.int().min(0).max(maxSeed),
    error: errorDetails,
  })
  .meta({ id: 'FailedImage' });

/** The answer of `POST /api/generate-image`: the first image; where n > 1, all of them too. */
export const generateImageResponse = z
  .strictObject({
    ...imageFields,
    system_fingerprint: z.string().describe('Names weights and runtime: equal ones promise equal bytes.'),
    images: z.array(imageObject).optional().describe('Where n > 1: every stored image, by index.'),
    failed: z.array(failedImage).optional().describe('Where n > 1: every image that could not be made.'),
  })
  .meta({ id: 'GeneratedImage' });

export type ErrorDetails = z.output<typeof errorDetails>;
export type ErrorEnvelope = z.output<typeof errorEnvelope>;
export type ImageObject = z.output<typeof imageObject>;
export type FailedImage = z.output<typeof failedImage>;
export type GenerateImageResponse = z.output<typeof generateImageResponse>;
