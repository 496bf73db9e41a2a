import { z } from 'zod';
import { pageQuery } from './page-query.js';
import { outputFormats } from './vocabulary.js';

/** An image that is kept. */
export const imageResource = z
  .strictObject({
    id: z
      .string()
      .regex(/^img_[0-9a-z]+$/)
      .describe('Names the image.'),
    url: z.url().describe('Where its file can be fetched.'),
    private: z.boolean().describe('Its file can be fetched by signed URLs alone, which expire.'),
    url_expires_at: z.iso
      .datetime()
      .nullable()
      .describe('Until when url can be used, where it is private; asking again gives a new one.'),
    generation_id: z
      .string()
      .regex(/^gen_[0-9a-z]+$/)
      .describe('The generation that made it.'),
    width: z.int(),
    height: z.int(),
    output_format: z.enum(outputFormats),
    bytes: z.int().min(1).describe('Size of its file.'),
    created_at: z.iso.datetime().describe('When it was stored, in UTC.'),
    expires_at: z.iso.datetime().describe('When its retention ends, in UTC; from then on it is gone.'),
  })
  .meta({ id: 'StoredImage' });

/** The answer of `GET /api/images`, newest first. */
export const imagePage = z
  .strictObject({
    data: z.array(imageResource),
    has_more: z.boolean(),
    next_cursor: z.string().nullable().describe('Send it as cursor for the next page; null on the last.'),
  })
  .meta({ id: 'ImagePage' });

/** The query of `GET /api/images`. */
export const listImagesQuery = z.strictObject(pageQuery);

export type ImageResource = z.output<typeof imageResource>;
export type ImagePage = z.output<typeof imagePage>;
export type ListImagesQuery = z.output<typeof listImagesQuery>;
