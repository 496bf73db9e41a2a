/** A rectangle of planes, in their values. */
export interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export interface PlaneSize {
  readonly height: number;
  readonly width: number;
}

/**
 * The same rectangle of each plane.
 *
 * @param planes `[any, size.height, size.width]`
 * @returns `[any, rectangle.height, rectangle.width]`; the planes themselves where the rectangle is all of them
 */
export function cutPlanes(
  planes: Float32Array,
  size: PlaneSize,
  { top, left, height, width }: Rectangle,
): Float32Array {
  const area = size.height * size.width;
  if (height * width === area) return planes;
  const count = planes.length / area;
  const piece = new Float32Array(count * height * width);
  for (let plane = 0; plane < count; plane += 1) {
    for (let y = 0; y < height; y += 1) {
      const from = plane * area + (top + y) * size.width + left;
      piece.set(planes.subarray(from, from + width), (plane * height + y) * width);
    }
  }
  return piece;
}
