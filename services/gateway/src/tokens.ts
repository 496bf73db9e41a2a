/** Names of the values that the module provides. */
export const CONFIG = Symbol('config');
export const LOGGER = Symbol('logger');
export const AUTH = Symbol('auth service');
export const ADMISSION = Symbol('admission service of metering');
export const GENERATION = Symbol('generation service');
export const MODELS = Symbol('model service of generation');
export const PROGRESS = Symbol('progress that workers tell of');
export const MODERATION = Symbol('judges of prompts');
export const IMAGES = Symbol('image service of storage');
export const ENDPOINTS = Symbol('endpoint service of webhooks');
export const DELIVERIES = Symbol('delivery service of webhooks');
export const ACCOUNTS = Symbol('account service of auth');
export const USAGE = Symbol('usage service of metering');
export const READINESS = Symbol('readiness');
