/** What a key may be allowed to do; a model's scope comes on top of these. */
export const actionScopes = ['generate', 'read', 'manage'] as const;
export type ActionScope = (typeof actionScopes)[number];

const modelScopePattern = /^model:[\p{L}\p{N}][\p{L}\p{N}._/@-]{0,127}$/u;

export const isActionScope = (scope: string): scope is ActionScope =>
  (actionScopes as readonly string[]).includes(scope);

/** True for "generate", "read", "manage" and "model:<name>". */
export const isScope = (scope: string): boolean => isActionScope(scope) || modelScopePattern.test(scope);

export const hasScope = (scopes: readonly string[], scope: ActionScope): boolean => scopes.includes(scope);

/** Whether these scopes open a model: all are open while none is named, and only those named otherwise. */
export function mayUseModel(scopes: readonly string[], model: string): boolean {
  const named = scopes.filter((scope) => scope.startsWith('model:'));
  return named.length === 0 || named.includes(`model:${model}`);
}

/** Whether `scopes` allow nothing that `others` do not: what a key may give to a key that it makes. */
export function isWithinScopes(scopes: readonly string[], others: readonly string[]): boolean {
  const models = (of: readonly string[]): readonly string[] => of.filter((scope) => scope.startsWith('model:'));
  if (models(others).length > 0 && models(scopes).length === 0) return false;
  if (!scopes.filter(isActionScope).every((scope) => others.includes(scope))) return false;
  return models(others).length === 0 || models(scopes).every((scope) => others.includes(scope));
}
