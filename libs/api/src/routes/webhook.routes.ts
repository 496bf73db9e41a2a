import { z } from 'zod';
import {
  listWebhookDeliveries,
  webhookDelivery,
  webhookDeliveryDetails,
  webhookDeliveryPage,
} from '../webhook-delivery.js';
import {
  createWebhook,
  defaultWebhookSecret,
  rotateWebhookSecret,
  updateWebhook,
  webhookList,
  webhookResource,
  webhookWithSecret,
} from '../webhook-endpoint.js';
import { exampleDelivery, exampleSecret, exampleWebhook } from './examples.js';
import { makingHeaders, replayedHeader } from './request-headers.js';
import { route } from './route.js';

const tag = 'Webhooks';
const webhookParams = z.strictObject({ id: z.string().describe('Of the endpoint: `we_…`.') });
const deliveryParams = z.strictObject({ id: z.string().describe('Of the delivery: `msg_…`.') });
const reads = { tag, access: 'read', scope: 'read' } as const;
const changes = { tag, access: 'read', scope: 'manage' } as const;

const exampleWithSecret = { ...exampleWebhook, secret: exampleSecret };
const exampleDefaultSecret = { secret: exampleSecret, rotation_ends_at: null };

export const createWebhookRoute = route({
  ...changes,
  id: 'createWebhook',
  method: 'post',
  path: '/api/webhooks',
  summary: 'Register an endpoint',
  description:
    'The answer has the secret that signs its deliveries. It is shown again only to the same request under its `Idempotency-Key`: keep it.',
  headers: makingHeaders,
  body: createWebhook,
  bodyExamples: {
    all: { summary: 'Every event', value: { url: 'https://example.com/hooks/images' } },
    some: {
      summary: 'Two kinds of events',
      value: {
        url: 'https://example.com/hooks/images',
        event_types: ['generation.succeeded', 'generation.failed'],
        description: 'The shop',
      },
    },
  },
  answers: {
    201: {
      description: 'The endpoint and its secret.',
      body: webhookWithSecret,
      example: exampleWithSecret,
      headers: replayedHeader,
    },
  },
});

export const listWebhooksRoute = route({
  ...reads,
  id: 'listWebhooks',
  method: 'get',
  path: '/api/webhooks',
  summary: 'List endpoints, newest first',
  answers: { 200: { description: 'All of them.', body: webhookList, example: { data: [exampleWebhook] } } },
});

export const getWebhookRoute = route({
  ...reads,
  id: 'getWebhook',
  method: 'get',
  path: '/api/webhooks/{id}',
  summary: 'Show an endpoint',
  params: webhookParams,
  answers: { 200: { description: 'The endpoint.', body: webhookResource, example: exampleWebhook } },
});

export const updateWebhookRoute = route({
  ...changes,
  id: 'updateWebhook',
  method: 'patch',
  path: '/api/webhooks/{id}',
  summary: 'Change, disable or enable an endpoint',
  params: webhookParams,
  body: updateWebhook,
  bodyExamples: {
    disable: { summary: 'Disable', value: { disabled: true } },
    move: { summary: 'Move', value: { url: 'https://example.com/hooks/v2' } },
  },
  answers: { 200: { description: 'The endpoint.', body: webhookResource, example: exampleWebhook } },
});

export const deleteWebhookRoute = route({
  ...changes,
  id: 'deleteWebhook',
  method: 'delete',
  path: '/api/webhooks/{id}',
  summary: 'Remove an endpoint',
  description: 'What was still to be delivered to it fails; its deliveries stay listed.',
  params: webhookParams,
  answers: { 204: { description: 'It is gone.' } },
});

export const rotateWebhookSecretRoute = route({
  ...changes,
  id: 'rotateWebhookSecret',
  method: 'post',
  path: '/api/webhooks/{id}/rotate-secret',
  summary: 'Make a new secret for an endpoint',
  description:
    'Until the overlap ends deliveries are signed with both, so that no receiver has to change in that instant.',
  params: webhookParams,
  headers: makingHeaders,
  body: rotateWebhookSecret,
  bodyExamples: { hour: { summary: 'With an hour to change over', value: { overlap_seconds: 3600 } } },
  answers: {
    200: {
      description: 'The endpoint and its new secret.',
      body: webhookWithSecret,
      example: exampleWithSecret,
      headers: replayedHeader,
    },
  },
});

export const testWebhookRoute = route({
  ...changes,
  id: 'testWebhook',
  method: 'post',
  path: '/api/webhooks/{id}/test',
  summary: 'Send a test event',
  description: 'Delivers a `webhook.test` to the endpoint, whatever events it takes, with one try.',
  params: webhookParams,
  headers: makingHeaders,
  answers: {
    202: {
      description: 'The delivery, which is under way.',
      body: webhookDelivery,
      example: exampleDelivery,
      headers: replayedHeader,
    },
  },
  errors: ['parameter_invalid'],
});

export const getDefaultWebhookSecretRoute = route({
  ...changes,
  id: 'getDefaultWebhookSecret',
  method: 'get',
  path: '/api/webhooks/default-secret',
  summary: "Show the account's default secret",
  description: 'It signs what goes to the `webhook_url` of single requests, and is made when first asked for.',
  answers: { 200: { description: 'The secret.', body: defaultWebhookSecret, example: exampleDefaultSecret } },
});

export const rotateDefaultWebhookSecretRoute = route({
  ...changes,
  id: 'rotateDefaultWebhookSecret',
  method: 'post',
  path: '/api/webhooks/default-secret/rotate',
  summary: 'Make a new default secret',
  headers: makingHeaders,
  body: rotateWebhookSecret,
  bodyExamples: { hour: { summary: 'With an hour to change over', value: { overlap_seconds: 3600 } } },
  answers: {
    200: {
      description: 'The new one.',
      body: defaultWebhookSecret,
      example: exampleDefaultSecret,
      headers: replayedHeader,
    },
  },
});

export const listWebhookDeliveriesRoute = route({
  ...reads,
  id: 'listWebhookDeliveries',
  method: 'get',
  path: '/api/webhooks/deliveries',
  summary: 'List deliveries, newest first',
  query: listWebhookDeliveries,
  answers: {
    200: {
      description: 'A page of them.',
      body: webhookDeliveryPage,
      example: { data: [exampleDelivery], has_more: false, next_cursor: null },
    },
  },
});

export const getWebhookDeliveryRoute = route({
  ...reads,
  id: 'getWebhookDelivery',
  method: 'get',
  path: '/api/webhooks/deliveries/{id}',
  summary: 'Show a delivery with its tries and its body',
  params: deliveryParams,
  answers: {
    200: {
      description: 'The delivery.',
      body: webhookDeliveryDetails,
      example: {
        ...exampleDelivery,
        attempts: [
          {
            number: 1,
            started_at: '2026-11-22T17:40:11.040Z',
            duration_ms: 68,
            status_code: 204,
            error: null,
            response_body: '',
          },
        ],
        body: '{"type":"generation.succeeded","timestamp":"2026-11-22T17:40:11.020Z","data":{}}',
      },
    },
  },
});

export const replayWebhookDeliveryRoute = route({
  ...changes,
  id: 'replayWebhookDelivery',
  method: 'post',
  path: '/api/webhooks/deliveries/{id}/replay',
  summary: 'Deliver again',
  description: 'With the same `webhook-id` and body, and all waits anew; one that is pending is tried now.',
  params: deliveryParams,
  answers: {
    202: {
      description: 'The delivery, which is under way.',
      body: webhookDelivery,
      example: { ...exampleDelivery, status: 'pending', finished_at: null },
    },
  },
  errors: ['parameter_invalid'],
});

export const webhookRoutes = [
  createWebhookRoute,
  listWebhooksRoute,
  getWebhookRoute,
  updateWebhookRoute,
  deleteWebhookRoute,
  rotateWebhookSecretRoute,
  testWebhookRoute,
  getDefaultWebhookSecretRoute,
  rotateDefaultWebhookSecretRoute,
  listWebhookDeliveriesRoute,
  getWebhookDeliveryRoute,
  replayWebhookDeliveryRoute,
] as const;
