/** What the command ends with; the README promises them. */
export const exitCodes = {
  done: 0,
  /** The images could not be made, or not be saved. */
  failed: 1,
  /** What was asked for is wrong. */
  usage: 2,
  /** The key is missing, none, or may not do it. */
  notAllowed: 3,
  /** The minute or the month is used up. */
  limit: 4,
  /** The server cannot be reached, or is not able to answer. */
  unavailable: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
