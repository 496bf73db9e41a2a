import { type ImageFilter, ImageShape } from '@imageai/contracts/storage';
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Schema } from '../db/schema.js';
import { wordQuery, wordsOf } from './prompt-words.js';

type Images = ExpressionBuilder<Schema, 'images'>;

const shapes = {
  [ImageShape.IMAGE_SHAPE_LANDSCAPE]: '>',
  [ImageShape.IMAGE_SHAPE_PORTRAIT]: '<',
  [ImageShape.IMAGE_SHAPE_SQUARE]: '=',
} as const;

/** What holds for the images of an account that a filter means. */
export function conditionsOf(accountId: string, filter: ImageFilter, images: Images): Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = [];
  for (const column of ['style', 'model', 'format'] as const) {
    if (filter[column] !== '') conditions.push(images(column, '=', filter[column]));
  }
  const than = Object.entries(shapes).find(([shape]) => shape === filter.shape)?.[1];
  if (than !== undefined) conditions.push(images('width', than, images.ref('height')));
  if (filter.start !== undefined) conditions.push(images('created_at', '>=', filter.start));
  if (filter.end !== undefined) conditions.push(images('created_at', '<', filter.end));
  if (filter.prompt.trim() !== '') conditions.push(hasWords(accountId, filter.prompt));
  return conditions;
}

function hasWords(accountId: string, prompt: string): Expression<SqlBool> {
  const words = wordsOf(prompt);
  // What has no word in it is in no prompt.
  if (words.length === 0) return sql<SqlBool>`false`;
  return sql<SqlBool>`prompt_words @@ ${wordQuery(accountId, words)}::tsquery`;
}
