import { z } from 'zod';
import { createGenerationRequest } from '../create-generation-request.js';
import { generateImageRequest } from '../generate-image-request.js';
import { followGenerationQuery, generationEventStreamData } from '../generation-events.js';
import {
  acceptedGeneration,
  generationPage,
  generationResource,
  listGenerationsQuery,
} from '../generation-resource.js';
import { generateImageResponse } from '../responses.js';
import { exampleAccepted, exampleGeneration, exampleImage, exampleProgress } from './examples.js';
import { makingHeaders, replayedHeader, waitingHeaders } from './request-headers.js';
import { route } from './route.js';

const images = 'Images';
const generations = 'Generations';

const params = z.strictObject({ id: z.string().describe('Of the generation: `gen_…`.') });

export const generateImageRoute = route({
  id: 'generateImage',
  method: 'post',
  path: '/api/generate-image',
  tag: images,
  summary: 'Generate an image and wait for it',
  description:
    'Answers when all images are stored, which typically takes 2 to 6 seconds. The generation goes on when the connection is lost, and is found again among the generations by its `x-request-id`.',
  access: 'generate',
  scope: 'generate',
  headers: waitingHeaders.extend({
    prefer: z
      .string()
      .optional()
      .describe(
        '`respond-async`: answer the generation at once, with 202. `wait=N`: wait N seconds for the images, then answer the generation.',
      ),
  }),
  body: generateImageRequest,
  bodyExamples: {
    least: { summary: 'A prompt alone', value: { prompt: 'a lighthouse on a cliff in a storm' } },
    painting: {
      summary: 'Four paintings that can be made again',
      value: { prompt: 'a lake between hills', style: 'painting', width: 1024, height: 768, seed: 42, n: 4 },
    },
  },
  answers: {
    200: {
      description: 'The image is stored.',
      body: generateImageResponse,
      example: exampleImage,
      headers: replayedHeader,
    },
    202: {
      description: 'The client prefers the generation to waiting, or to waiting longer.',
      body: acceptedGeneration,
      example: exampleAccepted,
      headers: {
        location: 'Where it can be asked for.',
        'preference-applied': 'Which preferences were followed.',
        ...replayedHeader,
      },
    },
  },
  errors: ['generation_timeout', 'image_gone'],
});

export const createGenerationRoute = route({
  id: 'createGeneration',
  method: 'post',
  path: '/api/generations',
  tag: generations,
  summary: 'Begin a generation',
  description: 'Answers as soon as the generation is durable. Ask for it, follow its events, or be told by a webhook.',
  access: 'generate',
  scope: 'generate',
  headers: makingHeaders,
  body: createGenerationRequest,
  bodyExamples: {
    least: { summary: 'A prompt alone', value: { prompt: 'a lighthouse on a cliff in a storm' } },
    webhook: {
      summary: 'Told of its success by a webhook',
      value: {
        prompt: 'a lighthouse on a cliff in a storm',
        webhook_url: 'https://example.com/hooks/images',
        webhook_events: ['generation.succeeded'],
      },
    },
  },
  answers: {
    202: {
      description: 'It is accepted.',
      body: acceptedGeneration,
      example: exampleAccepted,
      headers: { location: 'Where it can be asked for.', ...replayedHeader },
    },
  },
  errors: ['image_gone'],
});

export const listGenerationsRoute = route({
  id: 'listGenerations',
  method: 'get',
  path: '/api/generations',
  tag: generations,
  summary: 'List generations, newest first',
  description:
    'By `request_id` or `idempotency_key`, both chosen by the client, the generation of a lost connection is found.',
  access: 'read',
  scope: 'read',
  query: listGenerationsQuery,
  answers: {
    200: {
      description: 'A page of them.',
      body: generationPage,
      example: { data: [exampleGeneration], has_more: false, next_cursor: null },
    },
  },
});

export const getGenerationRoute = route({
  id: 'getGeneration',
  method: 'get',
  path: '/api/generations/{id}',
  tag: generations,
  summary: 'Where a generation stands',
  access: 'read',
  scope: 'read',
  params,
  answers: { 200: { description: 'The generation.', body: generationResource, example: exampleGeneration } },
});

export const followGenerationRoute = route({
  id: 'followGeneration',
  method: 'get',
  path: '/api/generations/{id}/events',
  tag: generations,
  summary: 'Follow a generation',
  description:
    'Server-sent events, until the generation has ended: `queued`, `running`, `progress`, then `succeeded`, `failed`, `cancelled` or `expired`. States have ids, and those after `Last-Event-ID` are sent again; of progress the latest known is sent on joining.',
  access: 'read',
  scope: 'read',
  params,
  query: followGenerationQuery,
  headers: z.object({
    'last-event-id': z.string().optional().describe('The id of the last event that was received.'),
  }),
  answers: {
    200: {
      description: 'The stream begins.',
      body: generationEventStreamData,
      mediaType: 'text/event-stream',
      example: exampleProgress,
    },
    204: { description: 'There is nothing more to come: the generation has ended, and its last event was received.' },
  },
});

export const cancelGenerationRoute = route({
  id: 'cancelGeneration',
  method: 'post',
  path: '/api/generations/{id}/cancel',
  tag: generations,
  summary: 'Cancel a generation',
  description:
    'Takes effect at the next denoising step. One that has ended stays as it is. Takes nothing of the minute.',
  access: 'read',
  scope: 'generate',
  params,
  answers: { 200: { description: 'The generation.', body: generationResource, example: exampleGeneration } },
});

export const generationRoutes = [
  generateImageRoute,
  createGenerationRoute,
  listGenerationsRoute,
  getGenerationRoute,
  followGenerationRoute,
  cancelGenerationRoute,
] as const;
