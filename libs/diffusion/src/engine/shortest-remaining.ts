import type { Candidate, StepPolicy } from './step-policy.js';

/** Waiting this long counts as much as being half as long. */
const DEFAULT_AGING_MS = 30_000;

/**
 * The most weight for the least work left (Smith 1956; with equal weights shortest remaining work, which no other rule
 * beats in mean time, Schrage 1968). A short image does not wait behind a long one, as it does when served in the order
 * of arrival. Waiting raises what an image is worth without bound, so that none waits for ever; one that cannot be ready
 * by its deadline any more gives way to those that can.
 */
export function shortestRemaining(agingMs = DEFAULT_AGING_MS): StepPolicy {
  const worth = ({ weight, arrivedAt, remainingMs }: Candidate, now: number) =>
    (weight * (1 + (now - arrivedAt) / agingMs)) / Math.max(remainingMs, 1);
  const isHopeless = ({ deadline, remainingMs }: Candidate, now: number) =>
    deadline !== undefined && now + remainingMs > deadline;
  return {
    order: (candidates, now) =>
      candidates
        .map((image) => ({ image, hopeless: isHopeless(image, now), worth: worth(image, now) }))
        .sort(
          (a, b) =>
            Number(a.hopeless) - Number(b.hopeless) ||
            b.worth - a.worth ||
            a.image.arrivedAt - b.image.arrivedAt ||
            a.image.id - b.image.id,
        )
        .map(({ image }) => image),
  };
}
