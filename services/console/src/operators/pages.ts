/** Every page of the operators'. The gateway knows the paths from the build. */
export const operatorPages = [
  { name: 'work', path: '/' },
  { name: 'accounts', path: '/accounts' },
  { name: 'account', path: '/account' },
  { name: 'plans', path: '/plans' },
  { name: 'dead-letters', path: '/dead-letters' },
  { name: 'books', path: '/books' },
  { name: 'audit', path: '/audit' },
] as const;

export type OperatorPageName = (typeof operatorPages)[number]['name'];

export const accountPath = (id: string): string => `/account?${new URLSearchParams({ id })}`;
