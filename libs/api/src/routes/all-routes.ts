import { accountRoutes } from './account.routes.js';
import { generationRoutes } from './generation.routes.js';
import { imageRoutes } from './image.routes.js';
import { keyRoutes } from './key.routes.js';
import { memberRoutes } from './member.routes.js';
import { openAiRoutes } from './openai.routes.js';
import type { Route } from './route.js';
import { serviceRoutes } from './service.routes.js';
import { sessionRoutes } from './session.routes.js';
import { signInRoutes } from './sign-in.routes.js';
import { webhookRoutes } from './webhook.routes.js';

/** Every public route, in the order of the document. */
export const routes = [
  ...generationRoutes,
  ...imageRoutes,
  ...openAiRoutes,
  ...webhookRoutes,
  ...accountRoutes,
  ...keyRoutes,
  ...memberRoutes,
  ...signInRoutes,
  ...sessionRoutes,
  ...serviceRoutes,
] as const satisfies readonly Route[];
