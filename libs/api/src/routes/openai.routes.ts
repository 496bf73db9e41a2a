import { z } from 'zod';
import { openAiEditRequest, openAiImageRequest } from '../openai-image-request.js';
import {
  openAiCompletedEvent,
  openAiImagesResponse,
  openAiModel,
  openAiModelList,
  openAiPartialImageEvent,
} from '../openai-responses.js';
import { exampleImage, exampleModel, exampleOpenAiImages } from './examples.js';
import { replayedHeader, waitingHeaders } from './request-headers.js';
import { route } from './route.js';

const tag = 'OpenAI-compatible';

/** One after the other, as `event:` and `data:` lines. */
const imageEvents = z
  .union([openAiPartialImageEvent, openAiCompletedEvent])
  .meta({ id: 'OpenAiImageEvent' })
  .describe('The data of one event; the error envelope where the event is `error`.');

const images = {
  description: 'Every image is stored, or the stream begins.',
  body: openAiImagesResponse,
  example: exampleOpenAiImages,
  alternatives: { 'text/event-stream': { body: imageEvents } },
  headers: replayedHeader,
};

export const openAiGenerateRoute = route({
  id: 'openAiGenerateImages',
  method: 'post',
  path: '/v1/images/generations',
  tag,
  summary: "OpenAI's call for images",
  description:
    'For clients that speak to OpenAI: only the base URL changes. The prompt goes to the model as it is, with no style added. What cannot be honoured is refused, never ignored.',
  access: 'generate',
  scope: 'generate',
  headers: waitingHeaders,
  body: openAiImageRequest,
  bodyExamples: {
    url: {
      summary: 'A landscape, by URL',
      value: { prompt: exampleImage.prompt, size: '1536x1024', response_format: 'url' },
    },
    stream: {
      summary: 'With previews on the way',
      value: { prompt: exampleImage.prompt, stream: true, partial_images: 2 },
    },
  },
  answers: { 200: images },
  errors: ['generation_timeout', 'image_gone'],
});

export const openAiEditRoute = route({
  id: 'openAiEditImages',
  method: 'post',
  path: '/v1/images/edits',
  tag,
  summary: "OpenAI's call for edits of images",
  description:
    'Image to image, and inpainting with a mask, for models that can: those whose `features` have `image-to-image` and `inpainting`. The image is scaled until it covers the size that is asked for, and what is over on two sides is cut off evenly.',
  access: 'generate',
  scope: 'generate',
  headers: waitingHeaders,
  body: openAiEditRequest,
  bodyType: 'multipart/form-data',
  answers: { 200: images },
  errors: ['generation_timeout', 'image_gone'],
});

export const openAiModelsRoute = route({
  id: 'openAiListModels',
  method: 'get',
  path: '/v1/models',
  tag,
  summary: 'List models, the default first',
  access: 'read',
  answers: {
    200: {
      description: 'All of them.',
      body: openAiModelList,
      example: { object: 'list', data: [exampleModel] },
    },
  },
});

export const openAiModelRoute = route({
  id: 'openAiGetModel',
  method: 'get',
  path: '/v1/models/{id}',
  tag,
  summary: 'Show a model',
  access: 'read',
  params: z.strictObject({ id: z.string().describe('Its name.') }),
  answers: { 200: { description: 'The model.', body: openAiModel, example: exampleModel } },
});

export const openAiRoutes = [openAiGenerateRoute, openAiEditRoute, openAiModelsRoute, openAiModelRoute] as const;
