import { RouteConfig } from '@nestjs/platform-fastify';

/** What kind of route it is: one that generates takes of the account's minute, one that reads of the operator's limit. */
export type Access = 'generate' | 'read';

/** Marks a route that needs an API key. It is checked before the body is read. */
export const NeedsKey = (access: Access) => RouteConfig({ access });
