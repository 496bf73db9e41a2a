/** Every page of the site: its path, and who sees it. The gateway knows the paths from the build. */
export const pages = [
  { name: 'front', path: '/', access: 'everybody' },
  { name: 'sign-up', path: '/sign-up', access: 'everybody' },
  { name: 'sign-in', path: '/sign-in', access: 'everybody' },
  { name: 'verify-email', path: '/verify-email', access: 'everybody' },
  { name: 'forgotten-password', path: '/forgotten-password', access: 'everybody' },
  { name: 'reset-password', path: '/reset-password', access: 'everybody' },
  { name: 'accept-invitation', path: '/accept-invitation', access: 'everybody' },
  { name: 'playground', path: '/playground', access: 'members' },
  { name: 'images', path: '/images', access: 'members' },
  { name: 'keys', path: '/keys', access: 'members' },
  { name: 'webhooks', path: '/webhooks', access: 'members' },
  { name: 'usage', path: '/usage', access: 'members' },
  { name: 'members', path: '/members', access: 'members' },
  { name: 'audit', path: '/audit', access: 'members' },
  { name: 'plan', path: '/plan', access: 'members' },
  { name: 'profile', path: '/profile', access: 'members' },
] as const;

export type PageName = (typeof pages)[number]['name'];

export const pathOf = (name: PageName): string => pages.find((page) => page.name === name)?.path ?? '/';
