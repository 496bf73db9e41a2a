import type { routes } from '@imageai/api';

export const roles = ['owner', 'developer', 'billing', 'viewer'] as const;
export const keyScopes = ['generate', 'read', 'manage'] as const;

export type Role = (typeof roles)[number];
export type KeyScope = (typeof keyScopes)[number];
export type Who = Role | `key:${KeyScope}`;

/** What `{id}` names. */
export type Kind = 'generation' | 'image' | 'webhook' | 'delivery' | 'key' | 'member' | 'invitation' | 'session';

export interface Row {
  /** Who may, of those who are known; everybody else is refused. */
  readonly may: readonly Who[];
  readonly of?: Kind;
  readonly body?: () => unknown;
  /** It would end who asks: those who may are not let try here, but in a test of their own. */
  readonly fatal?: true;
}

type RouteId = (typeof routes)[number]['id'];

const readers = [...roles, 'key:read'] as const;
const makers = ['owner', 'developer', 'key:generate'] as const;
const managers = ['owner', 'developer', 'key:manage'] as const;
const keys = ['key:generate', 'key:read', 'key:manage'] as const;

const small = { prompt: 'a lake between hills', width: 512, height: 512, num_inference_steps: 1 };
const sized = { prompt: small.prompt, size: '512x512', num_inference_steps: 1 };
/** The smallest PNG that there is: what is made of it does not matter here. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

function edit(): FormData {
  const form = new FormData();
  form.set('model', 'tiny-edits');
  form.set('prompt', small.prompt);
  form.set('image', new Blob([pixel], { type: 'image/png' }), 'image.png');
  return form;
}

/** Nobody is asked who they are: the gateway's own tests walk these. */
export const open = 'open to everybody';

/** Who may do what, of every public route. */
export const table: Readonly<Record<RouteId, Row | typeof open>> = {
  generateImage: { may: makers, body: () => small },
  createGeneration: { may: makers, body: () => small },
  listGenerations: { may: readers },
  getGeneration: { may: readers, of: 'generation' },
  followGeneration: { may: readers, of: 'generation' },
  cancelGeneration: { may: makers, of: 'generation' },
  listImages: { may: readers },
  getImage: { may: readers, of: 'image' },
  deleteImage: { may: makers, of: 'image' },
  openAiGenerateImages: { may: makers, body: () => sized },
  openAiEditImages: { may: makers, body: edit },
  openAiListModels: { may: [...roles, ...keys] },
  openAiGetModel: { may: [...roles, ...keys] },
  createWebhook: {
    may: managers,
    body: () => ({ url: 'http://127.0.0.1:65535/hook', event_types: ['quota.warning'] }),
  },
  listWebhooks: { may: readers },
  getWebhook: { may: readers, of: 'webhook' },
  updateWebhook: { may: managers, of: 'webhook', body: () => ({ event_types: ['generation.failed'] }) },
  deleteWebhook: { may: managers, of: 'webhook' },
  rotateWebhookSecret: { may: managers, of: 'webhook' },
  testWebhook: { may: managers, of: 'webhook' },
  getDefaultWebhookSecret: { may: managers },
  rotateDefaultWebhookSecret: { may: managers },
  listWebhookDeliveries: { may: readers },
  getWebhookDelivery: { may: readers, of: 'delivery' },
  replayWebhookDelivery: { may: managers, of: 'delivery' },
  getAccount: { may: readers },
  getUsage: { may: readers },
  setAccount: { may: ['owner'], body: () => ({ private_images: false }) },
  deleteAccount: { may: ['owner'], fatal: true },
  createKey: { may: managers, body: () => ({ scopes: ['manage'] }) },
  listKeys: { may: ['owner', 'developer', 'viewer', 'key:manage'] },
  rotateKey: { may: managers, of: 'key' },
  revokeKey: { may: managers, of: 'key' },
  reportKey: open,
  listMembers: { may: roles },
  setMemberRole: { may: ['owner'], of: 'member', body: () => ({ role: 'viewer' }) },
  removeMember: { may: ['owner'], of: 'member' },
  inviteMember: { may: ['owner'], body: () => ({ email: 'walk@e2e.example', role: 'viewer' }) },
  listInvitations: { may: ['owner'] },
  revokeInvitation: { may: ['owner'], of: 'invitation' },
  listAuditEntries: { may: ['owner'] },
  leaveAccount: { may: roles, fatal: true },
  signUp: open,
  verifyEmail: open,
  signIn: open,
  listSignInProviders: open,
  beginProviderSignIn: open,
  completeProviderSignIn: open,
  requestPasswordReset: open,
  resetPassword: open,
  joinAsNewcomer: open,
  currentSession: { may: roles },
  signOut: { may: roles, fatal: true },
  changePassword: { may: roles, body: () => ({ current_password: 'not it', new_password: 'a password that is long' }) },
  listSessions: { may: roles },
  revokeOtherSessions: { may: roles },
  revokeSession: { may: roles, of: 'session' },
  joinAsUser: { may: roles, body: () => ({ token: 'none' }) },
  livez: open,
  readyz: open,
  openapi: open,
  docs: open,
  guide: open,
  docsScript: open,
  docsBundle: open,
};
