import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../peers/', import.meta.url));

/** What makes pictures in Python, and in what precision. */
export type PeerKind = readonly ['diffusers', 'float32' | 'bfloat16'] | readonly ['onnxruntime', 'float32'];

export interface TimedPixels {
  readonly seconds: number;
  /** Base64 of height x width x 3. */
  readonly pixels: string;
}

/** A process that makes pictures as others do. It stands still while it is not asked, so that it takes no time from others. */
export class PeerProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /** @param python with the packages of e2e/bench/peers/requirements.txt */
  static async start(python: string, models: string, [kind, precision]: PeerKind, threads: number) {
    const child = spawn(python, ['peer.py', kind, models, precision, String(threads)], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const peer = new PeerProcess(child, lines);
    await peer.answer();
    child.kill('SIGSTOP');
    return peer;
  }

  make(prompt: string, seed: number): Promise<TimedPixels> {
    return this.ask({ do: 'make', prompt, seed });
  }

  /** GFLOP/s of products of large matrices on this machine, by type. */
  peak(): Promise<{ readonly float32: number; readonly bfloat16: number; readonly int8: number }> {
    return this.ask({ do: 'peak' });
  }

  /** Floating-point operations of one picture. */
  async flop(): Promise<number> {
    return (await this.ask<{ readonly flop: number }>({ do: 'flop' })).flop;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.stdin?.end();
    this.child.kill('SIGCONT');
    await ended;
  }

  private async ask<Answer>(question: object): Promise<Answer> {
    this.child.kill('SIGCONT');
    this.child.stdin?.write(`${JSON.stringify(question)}\n`);
    try {
      return await this.answer<Answer>();
    } finally {
      this.child.kill('SIGSTOP');
    }
  }

  private async answer<Answer>(): Promise<Answer> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error('The peer ended: what it printed above says why.');
    return JSON.parse(value);
  }
}
