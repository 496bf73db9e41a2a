import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Engine, loadPipeline, OnnxRuntime, type Runtime, readModelFolder, type Session } from '@imageai/diffusion';
import { type BenchModel, picture } from './bench-model.js';
import { atMost, type Result } from './result.js';
import { median } from './statistics.js';

const nsPerMs = 1e6;

/** What the engine takes beside the runtime's own work (P1), and how long it keeps the event loop from its turn (P6). */
export async function engineOverhead(model: BenchModel): Promise<Result[]> {
  const engine = await Engine.start({ modelFolders: [model.folder] });
  const bare = await bareSessions(model);
  const engineMs = async (seed: number) => timed(() => engine.generate(picture(model, model.side.alone, seed)));
  const sessionMs = async (seed: number) => {
    const before = bare.spentMs();
    await bare.make(seed);
    return bare.spentMs() - before;
  };
  try {
    await engineMs(0);
    await sessionMs(0);
    const ratios: number[] = [];
    for (let seed = 1; seed <= model.rounds; seed++) {
      // A-B-B-A: what drifts in between meets both alike.
      const [a, b, c, d] = [await engineMs(seed), await sessionMs(seed), await sessionMs(seed), await engineMs(seed)];
      ratios.push((a + d) / (b + c));
    }
    return [
      atMost(`${model.label}: engine / the sum of session.run (P1)`, median(ratios), 1.02, ''),
      atMost(
        `${model.label}: event loop beside the computing engine, p99.9 (P6)`,
        await eventLoopMs(engine, model),
        20,
        'ms',
      ),
    ];
  } finally {
    await engine.close();
    await bare.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function eventLoopMs(engine: Engine, model: BenchModel): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const options = { onProgress: () => undefined, wantsPreview: () => true };
  const seeds = [1, 2, 3, 4, 5, 6];
  await Promise.all(seeds.map((seed) => engine.generate(picture(model, model.side.alone, seed), options)));
  delay.disable();
  return delay.percentile(99.9) / nsPerMs;
}

/** The same pipeline in this thread, with a clock around each run of a session. */
async function bareSessions(model: BenchModel) {
  let spentMs = 0;
  const runtime = new OnnxRuntime();
  const clocked: Runtime = {
    name: runtime.name,
    threads: runtime.threads,
    passedOver: runtime.passedOver,
    load: async (folder, file): Promise<Session> => {
      const session = await runtime.load(folder, file);
      const run: Session['run'] = async (feeds) => {
        const startedAt = performance.now();
        const outputs = await session.run(feeds);
        spentMs += performance.now() - startedAt;
        return outputs;
      };
      const { inputs, outputs, executionProvider } = session;
      return { file, executionProvider, inputs, outputs, run, release: () => session.release() };
    },
  };
  const pipeline = await loadPipeline(await readModelFolder(model.folder), clocked);
  return {
    spentMs: () => spentMs,
    make: async (seed: number) => {
      const run = await pipeline.begin(picture(model, model.side.alone, seed));
      while (run.stepsDone < run.steps) await pipeline.step([run]);
      await run.decode();
    },
    close: () => pipeline.release(),
  };
}
