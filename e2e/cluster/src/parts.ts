import { ManagedProcess } from '@imageai/backing-services';
import { inState } from './layout.js';

const STOP_GRACE_MS = 20_000;

/** The processes of the cluster, ended in the reverse order of their start. */
export class Parts {
  private readonly running: { readonly name: string; readonly stop: () => Promise<unknown> }[] = [];

  start(name: string, command: string, args: readonly string[], { isRevived = false } = {}): ManagedProcess {
    const part = new ManagedProcess();
    const spec = { command, args, logFile: inState('log', `${name}.log`) };
    part.start(spec);
    part.onExit(({ expected, code, signal }) => {
      if (expected) return;
      if (isRevived) part.start(spec);
      else process.stderr.write(`${name} ended (${code ?? signal}):\n${part.logTail(5)}\n`);
    });
    this.add(name, () => part.stop('SIGTERM', STOP_GRACE_MS));
    return part;
  }

  add(name: string, stop: () => Promise<unknown>): void {
    this.running.push({ name, stop });
  }

  async stop(): Promise<void> {
    for (const { name, stop } of this.running.splice(0).reverse()) {
      await stop().catch((error: Error) => process.stderr.write(`${name} did not stop: ${error.message}\n`));
    }
  }
}
