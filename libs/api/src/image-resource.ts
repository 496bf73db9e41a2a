import { z } from 'zod';
import { moment } from './moment.js';
import { pageQuery } from './page-query.js';
import { queryText } from './text.js';
import { imageShapes, outputFormats, styles } from './vocabulary.js';

const oneOfQuery = <Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

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
    prompt: z.string().nullable().describe('What it shows, as it was asked for; null where that was not kept with it.'),
    style: z.enum(styles).nullable().describe('Null where it has none, or it was not kept with it.'),
    model: z.string().nullable().describe('What made it; null where that was not kept with it.'),
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
export const listImagesQuery = z.strictObject({
  ...pageQuery,
  prompt: queryText(200)
    .optional()
    .describe(
      'Only those whose prompt has all of these words, in any order; from three letters on, the beginning of a word is enough.',
    ),
  style: oneOfQuery(styles).optional().describe('Only those of this style.'),
  model: queryText(128).optional().describe('Only what this model made.'),
  output_format: oneOfQuery(outputFormats).optional().describe('Only files of this format.'),
  shape: oneOfQuery(imageShapes)
    .optional()
    .describe('Only those that are wider than high, higher than wide, or neither.'),
  start: moment().optional().describe('Only those stored at this date or time, or later.'),
  end: moment().optional().describe('Only those stored before this date or time.'),
});

export type ImageResource = z.output<typeof imageResource>;
export type ImagePage = z.output<typeof imagePage>;
export type ListImagesQuery = z.output<typeof listImagesQuery>;
