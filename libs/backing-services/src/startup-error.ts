/** Something that the person at the keyboard can put right; the message is one sentence that says how. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
