import { ProviderSignInController } from './provider-sign-in.controller.js';
import { ProviderSignInService } from './provider-sign-in.service.js';
import { SessionStarter } from './session-starter.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';
import { SignInController } from './sign-in.controller.js';
import { SignInService } from './sign-in.service.js';

/** What the module needs to sign people in and out. */
export const sessionsControllers = [SignInController, ProviderSignInController, SessionsController];
export const sessionsProviders = [SessionStarter, SignInService, ProviderSignInService, SessionsService];
