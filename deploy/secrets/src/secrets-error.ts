/** Something that the person at the keyboard can put right; its message is one sentence. */
export class SecretsError extends Error {
  override readonly name = 'SecretsError';
}
