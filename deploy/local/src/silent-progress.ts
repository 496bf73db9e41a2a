import type { Progress } from '../../../tools/progress.mjs';

const nothing = (): void => undefined;

/** For tests and benchmarks, which have their own way to say what they do. */
export const SILENT: Progress = { step: nothing, detail: nothing, note: nothing, end: nothing, fail: nothing };
