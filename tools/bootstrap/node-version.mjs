const OLDEST = 20;

/** One sentence when this Node is too old to go on with. */
export function nodeComplaint(version) {
  if (Number(version.split('.')[0]) >= OLDEST) return undefined;
  return `Image AI needs Node ${OLDEST} or newer to start, and this is ${version}: install one from https://nodejs.org and try again.`;
}
