/** What a client of a synchronous route prefers to waiting for the end (RFC 7240). */
export interface Preference {
  /** Answer the job instead of waiting for it. */
  readonly respondAsync: boolean;
  /** Wait so long, then answer the job; undefined: no limit, or none at all with `respondAsync`. */
  readonly waitSeconds: number | undefined;
}

const longestWaitSeconds = 86_400;

/** Of a `Prefer` header. What is not understood is passed over, as the RFC wants it; of a repeated preference the first counts. */
export function parsePrefer(header: string | undefined): Preference {
  const preferences = (header ?? '').split(',').map((part) => part.split(';', 1)[0]?.trim().toLowerCase() ?? '');
  const wait = preferences
    .map((text) => /^wait *= *"?(\d{1,9})"?$/.exec(text)?.[1])
    .find((found) => found !== undefined);
  return {
    respondAsync: preferences.includes('respond-async'),
    waitSeconds: wait === undefined ? undefined : Math.min(Number(wait), longestWaitSeconds),
  };
}

/** How long the answer may be waited for; undefined: until the end. */
export function patienceSeconds({ respondAsync, waitSeconds }: Preference): number | undefined {
  return waitSeconds ?? (respondAsync ? 0 : undefined);
}

/** The `Preference-Applied` of an answer that gives the job. */
export const preferenceApplied = ({ respondAsync, waitSeconds }: Preference): string =>
  [respondAsync && 'respond-async', waitSeconds !== undefined && `wait=${waitSeconds}`].filter(Boolean).join(', ');
