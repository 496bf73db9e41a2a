import type { Denoiser } from './denoiser.js';
import type { Run } from './pipeline.js';

/**
 * One step of several runs: their rows go to the denoiser as one batch, and each run gets its own answers back.
 *
 * @param runs of one `batchKey`
 * @throws RangeError when one of them has taken all its steps; then none is moved
 */
export async function stepTogether(denoiser: Denoiser, runs: readonly Run[]): Promise<void> {
  const asked = runs.map((run) => run.rows());
  const answers = await denoiser.predict(asked.flat());
  let next = 0;
  runs.forEach((run, index) => {
    const count = asked[index]?.length ?? 0;
    run.advance(answers.slice(next, next + count));
    next += count;
  });
}
