import { counter, type Logger, Periodic } from '@imageai/telemetry';
import type { ExportRepository } from './export.repository.js';
import { toUsageEvent, type UsageSink } from './usage-event.js';

interface UsageExporterOptions {
  readonly repository: ExportRepository;
  readonly sinks: readonly UsageSink[];
  /** `source` of the events. */
  readonly source: string;
  readonly intervalMs: number;
  readonly batchSize?: number;
  readonly logger: Logger;
}

const exported = counter('imageai_usage_exported_total', 'Used images that were handed to a sink.', ['sink']);

/** Hands every used image to each sink, at least once, in the order of the ledger. A sink that is away delays its own. */
export class UsageExporter {
  private readonly tasks: readonly Periodic[];
  private stopping = false;

  constructor(private readonly options: UsageExporterOptions) {
    const { sinks, intervalMs, logger } = options;
    this.tasks = sinks.map((sink) => {
      const name = `export of usage (${sink.name})`;
      return new Periodic(name, intervalMs, () => this.export(sink), logger);
    });
  }

  start(): void {
    for (const task of this.tasks) task.start();
  }

  /** Waits for the batches under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.tasks.map((task) => task.stop()));
  }

  /** All that the ledger has by now. */
  async export(sink: UsageSink): Promise<void> {
    const { repository, source, batchSize = 500 } = this.options;
    if (!(await repository.hasMore(sink.name))) return;
    const upTo = await repository.completeUpTo();
    for (let sent = batchSize; sent === batchSize && !this.stopping; ) {
      sent = await repository.advance(sink.name, upTo, batchSize, (rows) =>
        sink.send(rows.map((row) => toUsageEvent(row, source))),
      );
      exported.inc({ sink: sink.name }, sent);
    }
  }
}
