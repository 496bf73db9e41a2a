import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** Where a log ended when a process was started, so that its own lines can be told from older ones. */
export interface LogMark {
  readonly file: string;
  readonly offset: number;
}

export function markLog(file: string): LogMark {
  return { file, offset: sizeOf(file) };
}

/** The last lines written after the mark. */
export function logTail(mark: LogMark, lines = 20): string {
  const maxBytes = 64 * 1024;
  const size = sizeOf(mark.file);
  const start = Math.max(mark.offset, size - maxBytes);
  if (size <= start) return '';
  const buffer = Buffer.alloc(size - start);
  const fd = openSync(mark.file, 'r');
  try {
    readSync(fd, buffer, 0, buffer.length, start);
  } finally {
    closeSync(fd);
  }
  return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
