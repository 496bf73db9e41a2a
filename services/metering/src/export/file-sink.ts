import { type FileHandle, open } from 'node:fs/promises';
import type { UsageEvent, UsageSink } from './usage-event.js';

const newline = 0x0a;
const chunkBytes = 65_536;

/** Appends events to a file of JSON lines. */
export class FileSink implements UsageSink {
  readonly name = 'file';

  constructor(private readonly path: string) {}

  async send(events: readonly UsageEvent[]): Promise<void> {
    const file = await open(this.path, 'a+');
    try {
      await dropHalfLine(file);
      await file.appendFile(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

/** What a process that was killed left of a line: its event comes again. */
async function dropHalfLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  for (let end = size; end > 0; end -= Math.min(chunkBytes, end)) {
    const start = Math.max(0, end - chunkBytes);
    const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    const last = buffer.lastIndexOf(newline);
    if (last === -1) continue;
    if (start + last + 1 < size) await file.truncate(start + last + 1);
    return;
  }
  if (size > 0) await file.truncate(0);
}
