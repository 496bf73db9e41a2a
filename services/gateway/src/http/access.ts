import { RouteConfig } from '@nestjs/platform-fastify';

/** What kind of route it is: one that generates takes of the account's minute, one that reads of the operator's limit. */
export type Access = 'generate' | 'read';

/** Marks a route that needs an API key, which is checked before the body is read; `form` where that is a form. */
export const NeedsKey = (access: Access, { form = false } = {}) => RouteConfig({ access, form });
