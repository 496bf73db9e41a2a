import { z } from 'zod';
import { expiresIn, generateImageRequest, strengthHasImage, strengthNeedsImage } from './generate-image-request.js';
import { generationEventTypes, oneOf } from './vocabulary.js';
import { webhookUrl } from './webhooks.js';

/** The deadline of work that nobody waits for, where its client names none. */
export const defaultExpiresInSeconds = 86_400;

const eventsError = `must be a list of ${oneOf(generationEventTypes)}`;

/** The body of `POST /api/generations`: that of `POST /api/generate-image`, and who is to be told. */
export const createGenerationRequest = z
  .strictObject({
    ...generateImageRequest.shape,
    expires_in: expiresIn
      .default(defaultExpiresInSeconds)
      .describe('Seconds until all images have to be stored; then the generation is expired.'),
    webhook_url: webhookUrl
      .optional()
      .describe("Where this generation's own events are delivered, beside the account's endpoints."),
    webhook_events: z
      .array(z.enum(generationEventTypes, { error: eventsError }), { error: eventsError })
      .min(1, { error: eventsError })
      .max(generationEventTypes.length, { error: eventsError })
      .optional()
      .describe('Which events go to webhook_url; all where absent.'),
  })
  .refine((body) => body.webhook_events === undefined || body.webhook_url !== undefined, {
    error: 'needs webhook_url: there is nowhere to send them',
    path: ['webhook_events'],
  })
  .refine((body) => strengthHasImage(body), strengthNeedsImage)
  .meta({ id: 'CreateGeneration' });

export type CreateGenerationRequest = z.input<typeof createGenerationRequest>;
export type CreateGenerationParameters = z.output<typeof createGenerationRequest>;
