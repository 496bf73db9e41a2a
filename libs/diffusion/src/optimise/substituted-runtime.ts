import type { GraphChange, Runtime, Session, Tensor } from '../runtime/session.js';

/** Another graph for a component. */
export interface Substitute {
  readonly folder: string;
  /** Inside of the folder, with `/`. */
  readonly file: string;
  /** Called with what each run gives. */
  readonly onRun?: (outputs: ReadonlyMap<string, Tensor>) => void;
}

/** A runtime that loads other graphs than a model's own, so that they can be tried before they are part of it. */
export class SubstitutedRuntime implements Runtime {
  constructor(
    private readonly inner: Runtime,
    /** By component. */
    private readonly substitutes: ReadonlyMap<string, Substitute>,
  ) {}

  get name(): string {
    return this.inner.name;
  }

  get passedOver(): readonly string[] {
    return this.inner.passedOver;
  }

  get threads(): number {
    return this.inner.threads;
  }

  async load(folder: string, file: string, digest?: string, change?: GraphChange): Promise<Session> {
    const substitute = this.substitutes.get(file.split('/', 1)[0] ?? '');
    if (!substitute) return this.inner.load(folder, file, digest, change);
    const session = await this.inner.load(substitute.folder, substitute.file, undefined, change);
    const { onRun } = substitute;
    return onRun ? listened(session, onRun) : session;
  }
}

function listened(session: Session, onRun: (outputs: ReadonlyMap<string, Tensor>) => void): Session {
  const { file, executionProvider, inputs, outputs } = session;
  const run: Session['run'] = async (feeds) => {
    const given = await session.run(feeds);
    onRun(given);
    return given;
  };
  return { file, executionProvider, inputs, outputs, run, release: () => session.release() };
}
