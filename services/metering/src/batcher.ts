import { AppError } from '@imageai/errors';

interface BatcherOptions<Input, Output> {
  /** Does all of them in one round trip; the outputs come in the order of the inputs. */
  readonly run: (inputs: readonly Input[]) => Promise<readonly Output[]>;
  /** Batches under way at once. */
  readonly lanes: number;
  readonly maxBatch: number;
  /** How long one input may take, waiting included, before it is `unavailable`. */
  readonly timeoutMs?: number;
}

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs inputs at once while a lane is free, and puts together those that come while none is. So a quiet service answers
 * without waiting, and a busy one pays for one transaction (one fsync) where many requests wait.
 */
export class Batcher<Input, Output> {
  private readonly waiting = new Set<Waiting<Input, Output>>();
  private underWay = 0;

  constructor(private readonly options: BatcherOptions<Input, Output>) {}

  add(input: Input): Promise<Output> {
    const { promise, resolve, reject } = Promise.withResolvers<Output>();
    const entry = { input, resolve, reject };
    this.waiting.add(entry);
    this.pump();
    const { timeoutMs } = this.options;
    if (timeoutMs === undefined) return promise;
    const timer = setTimeout(() => {
      // One that has not begun is not begun any more: nobody waits for its answer.
      this.waiting.delete(entry);
      reject(new AppError('unavailable', { cause: new Error(`no answer within ${timeoutMs} ms`) }));
    }, timeoutMs);
    return promise.finally(() => clearTimeout(timer));
  }

  private pump(): void {
    while (this.underWay < this.options.lanes && this.waiting.size > 0) {
      const batch = [...this.waiting].slice(0, this.options.maxBatch);
      for (const entry of batch) this.waiting.delete(entry);
      this.underWay += 1;
      void this.runBatch(batch).finally(() => {
        this.underWay -= 1;
        this.pump();
      });
    }
  }

  private async runBatch(batch: readonly Waiting<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.options.run(batch.map((entry) => entry.input));
      if (outputs.length !== batch.length) throw new Error('a batch was answered in part');
      for (const [index, output] of outputs.entries()) batch[index]?.resolve(output);
    } catch (error) {
      const away = error instanceof AppError && error.code === 'unavailable';
      // One bad input must not fail those that came with it: each is tried alone.
      if (batch.length > 1 && !away) for (const entry of batch) await this.runBatch([entry]);
      else for (const entry of batch) entry.reject(error);
    }
  }
}
