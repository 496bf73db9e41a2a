/** Of the cubic that image libraries use: Keys 1981 with a = -1/2. */
const SHARPNESS = -0.5;
const SUPPORT = 2;

/** Planes one after the other, each row by row: `[channels, height, width]`. */
export interface Planes {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/**
 * A picture in another size by bicubic interpolation, averaged over all that a new pixel covers where it shrinks, as
 * Pillow does it: across, then down, each rounded to the 8 bits of a pixel.
 *
 * @param planes 0 to 255
 */
export function resized(planes: Planes, width: number, height: number): Planes {
  return transposed(acrossTo(transposed(acrossTo(planes, width)), height));
}

function acrossTo({ data, width, height }: Planes, newWidth: number): Planes {
  if (width === newWidth) return { data, width, height };
  const rows = data.length / width;
  const result = new Float32Array(rows * newWidth);
  const scale = width / newWidth;
  const reach = Math.max(scale, 1);
  for (let x = 0; x < newWidth; x += 1) {
    const centre = (x + 0.5) * scale;
    const first = Math.max(Math.floor(centre - SUPPORT * reach + 0.5), 0);
    const last = Math.min(Math.floor(centre + SUPPORT * reach + 0.5), width);
    const weights = Array.from({ length: last - first }, (_, index) => cubic((first + index - centre + 0.5) / reach));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (let row = 0; row < rows; row += 1) {
      const value = weights.reduce(
        (total, weight, index) => total + weight * (data[row * width + first + index] ?? 0),
        0,
      );
      result[row * newWidth + x] = Math.min(Math.max(Math.round(value / sum), 0), 255);
    }
  }
  return { data: result, width: newWidth, height };
}

function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return ((SHARPNESS + 2) * x - (SHARPNESS + 3)) * x * x + 1;
  if (x < SUPPORT) return (((x - 5) * x + 8) * x - 4) * SHARPNESS;
  return 0;
}

function transposed({ data, width, height }: Planes): Planes {
  const area = width * height;
  const result = new Float32Array(data.length);
  for (let index = 0; index < data.length; index += 1) {
    const [plane, at] = [Math.floor(index / area), index % area];
    result[plane * area + (at % width) * height + Math.floor(at / width)] = data[index] ?? 0;
  }
  return { data: result, width: height, height: width };
}
