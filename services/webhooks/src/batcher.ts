interface Waiting<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One round trip at a time: what comes while one is under way goes together into the next. So a quiet service writes
 * without waiting, and a busy one pays for one transaction (one fsync) where many wait.
 */
export class Batcher<Input, Output> {
  private readonly waiting: Waiting<Input, Output>[] = [];
  private running = false;

  /** @param run does all of them in one round trip; the outputs come in the order of the inputs */
  constructor(
    private readonly run: (inputs: readonly Input[]) => Promise<readonly Output[]>,
    private readonly maxBatch: number,
  ) {}

  add(input: Input): Promise<Output> {
    const { promise, resolve, reject } = Promise.withResolvers<Output>();
    this.waiting.push({ input, resolve, reject });
    if (!this.running) void this.pump();
    return promise;
  }

  private async pump(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) await this.runBatch(this.waiting.splice(0, this.maxBatch));
    this.running = false;
  }

  private async runBatch(batch: readonly Waiting<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.run(batch.map(({ input }) => input));
      for (const [index, output] of outputs.entries()) batch[index]?.resolve(output);
    } catch (error) {
      // One that Postgres refuses must not fail those that came with it: each is tried alone.
      if (batch.length > 1) for (const entry of batch) await this.runBatch([entry]);
      else for (const entry of batch) entry.reject(error);
    }
  }
}
