import { componentGraph, hasGraph } from '../model/component-graph.js';
import type { ModelFolder } from '../model/read-model-folder.js';
import type { GraphChange, Runtime, Session } from '../runtime/session.js';

/** Loads the components of a model folder, and frees them together. */
export class Components {
  private readonly loaded: Session[] = [];

  private constructor(
    readonly model: ModelFolder,
    private readonly runtime: Runtime,
  ) {}

  /**
   * What `build` makes of a model's components; all that it loaded is freed again where it fails.
   *
   * @throws ModelError
   */
  static async use<Result>(
    model: ModelFolder,
    runtime: Runtime,
    build: (components: Components) => Promise<Result>,
  ): Promise<Result> {
    const components = new Components(model, runtime);
    try {
      return await build(components);
    } catch (error) {
      await components.release();
      throw error;
    }
  }

  /** Whether `model_index.json` names it; folders that it does not name are not looked at. */
  has(component: string): boolean {
    return this.model.index.components.includes(component);
  }

  /** @throws ModelError */
  async session(component: string, change?: GraphChange): Promise<Session> {
    const file = await componentGraph(this.model, component);
    const session = await this.runtime.load(this.model.path, file, this.model.digest, change);
    this.loaded.push(session);
    return session;
  }

  /**
   * A component that the pipeline can do without, where the folder has it. Exporters keep the list of the model they
   * export, which names more than they write (`safety_checker`), or less (`vae` for encoder and decoder).
   *
   * @throws ModelError
   */
  async optionalSession(component: string, change?: GraphChange): Promise<Session | undefined> {
    return (await hasGraph(this.model, component)) ? this.session(component, change) : undefined;
  }

  async release(): Promise<void> {
    await Promise.all(this.loaded.splice(0).map((session) => session.release()));
  }
}
