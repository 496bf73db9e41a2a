export { defaultPolicyPath } from './default-policy.js';
export { type Author, type Finding, Moderator } from './moderator.js';
export { type ModerationPolicy, moderationPolicy, PolicyError, parsePolicy, readPolicy } from './policy.js';
