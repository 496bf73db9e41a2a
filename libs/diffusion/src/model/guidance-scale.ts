import type { Manifest } from './manifest.js';

/**
 * A model's own guidance scale for a public one (1 to 20): linear between the points of its manifest, and the nearest
 * end outside of them. A model without points takes the public scale as it is.
 */
export function nativeGuidanceScale(manifest: Manifest | undefined, guidanceScale: number): number {
  const points = manifest?.guidance?.points;
  if (!points) return guidanceScale;
  const after = points.findIndex(([x]) => x >= guidanceScale);
  const [highX, highY] = points[after] ?? points[points.length - 1] ?? [guidanceScale, guidanceScale];
  const [lowX, lowY] = after > 0 ? (points[after - 1] ?? [highX, highY]) : [highX, highY];
  if (highX === lowX) return highY;
  return lowY + ((highY - lowY) * (guidanceScale - lowX)) / (highX - lowX);
}
