/** What the parts of an image take, in milliseconds a pixel; a step also for each of its rows. */
interface Speed {
  readonly stepMs: number;
  readonly decodeMs: number;
}

/** Before anything was measured only the order of sizes and steps matters: a tenth of a second a megapixel and step. */
const GUESS: Speed = { stepMs: 1e-4, decodeMs: 5e-4 };
/** How much the latest measurement counts. */
const LATEST = 0.3;

/** What images cost, learned for each model from those that it made. */
export class WorkEstimates {
  private readonly speeds = new Map<string, Speed>();

  /** @param rows of the denoiser's batch that the image adds: two where there is guidance */
  remainingMs(model: string, pixels: number, rows: number, steps: number): number {
    const { stepMs, decodeMs } = this.speeds.get(model) ?? GUESS;
    return pixels * (stepMs * rows * steps + decodeMs);
  }

  stepTook(model: string, pixels: number, rows: number, ms: number): void {
    this.learn(model, 'stepMs', ms / (pixels * rows));
  }

  decodingTook(model: string, pixels: number, ms: number): void {
    this.learn(model, 'decodeMs', ms / pixels);
  }

  private learn(model: string, part: keyof Speed, measured: number): void {
    const known = this.speeds.get(model);
    const value = known ? known[part] + LATEST * (measured - known[part]) : measured;
    this.speeds.set(model, { ...(known ?? GUESS), [part]: value });
  }
}
