import { z } from 'zod';
import { imagePage, imageResource, listImagesQuery } from '../image-resource.js';
import { exampleStoredImage } from './examples.js';
import { route } from './route.js';

const tag = 'Images';
const params = z.strictObject({ id: z.string().describe('Of the image: `img_…`.') });

export const listImagesRoute = route({
  id: 'listImages',
  method: 'get',
  path: '/api/images',
  tag,
  summary: 'List the images that are kept, newest first',
  access: 'read',
  scope: 'read',
  query: listImagesQuery,
  answers: {
    200: {
      description: 'A page of them.',
      body: imagePage,
      example: { data: [exampleStoredImage], has_more: false, next_cursor: null },
    },
  },
});

export const getImageRoute = route({
  id: 'getImage',
  method: 'get',
  path: '/api/images/{id}',
  tag,
  summary: 'What is known of an image',
  access: 'read',
  scope: 'read',
  params,
  answers: { 200: { description: 'The image.', body: imageResource, example: exampleStoredImage } },
  errors: ['image_gone'],
});

export const deleteImageRoute = route({
  id: 'deleteImage',
  method: 'delete',
  path: '/api/images/{id}',
  tag,
  summary: 'Delete an image',
  description:
    'Its bytes are gone when this answers, and its address says so; caches follow within five minutes. What is gone already is no error.',
  access: 'read',
  scope: 'generate',
  params,
  answers: { 204: { description: 'It is gone.' } },
});

export const imageRoutes = [listImagesRoute, getImageRoute, deleteImageRoute] as const;
