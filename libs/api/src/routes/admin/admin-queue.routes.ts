import { z } from 'zod';
import {
  adminModelList,
  deadLetterPage,
  listDeadLetters,
  queueOverview,
  retriedDeadLetter,
} from '../../admin/queue.js';
import { route } from '../route.js';
import { exampleDeadLetter, exampleModel, exampleQueue } from './admin-examples.js';
import { operators } from './admin-parts.js';

const common = { ...operators, tag: 'Work' } as const;

export const adminQueueRoute = route({
  ...common,
  id: 'getQueue',
  method: 'get',
  path: '/admin/queue',
  summary: 'What waits in which lane, and who works',
  answers: { 200: { description: 'As it stands now.', body: queueOverview, example: exampleQueue } },
});

export const adminListModelsRoute = route({
  ...common,
  id: 'listModels',
  method: 'get',
  path: '/admin/models',
  summary: 'The catalogue of models, those that cannot be used too',
  answers: { 200: { description: 'All of them.', body: adminModelList, example: { data: [exampleModel] } } },
});

export const adminListDeadLettersRoute = route({
  ...common,
  id: 'listDeadLetters',
  method: 'get',
  path: '/admin/dead-letters',
  summary: 'Images that failed for good, newest first',
  query: listDeadLetters,
  answers: {
    200: {
      description: 'A page of them.',
      body: deadLetterPage,
      example: { data: [exampleDeadLetter], has_more: false, next_cursor: null },
    },
  },
});

export const adminRetryDeadLetterRoute = route({
  ...common,
  id: 'retryDeadLetter',
  method: 'post',
  path: '/admin/dead-letters/{image_id}/retry',
  summary: 'Make such an image again',
  description: 'Alone, as a new generation of its account, with the same seed and parameters. It is not charged.',
  params: z.strictObject({ image_id: z.string().describe('Of the image: `img_…`.') }),
  answers: {
    202: {
      description: 'It waits to be made.',
      body: retriedDeadLetter,
      example: { generation_id: exampleDeadLetter.generation_id },
    },
  },
  errors: ['conflict'],
});

export const adminQueueRoutes = [
  adminQueueRoute,
  adminListModelsRoute,
  adminListDeadLettersRoute,
  adminRetryDeadLetterRoute,
] as const;
