/** One line of the table that `npm run bench` prints. */
export interface Result {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What issue or design asks for, in words; absent: reported only. */
  readonly goal?: string;
  /** Whether the goal is met; absent where there is none. */
  readonly met?: boolean;
}

export const atMost = (what: string, value: number, limit: number, unit: string): Result => ({
  what,
  value,
  unit,
  goal: `at most ${limit}`,
  met: value <= limit,
});

export const atLeast = (what: string, value: number, limit: number, unit: string): Result => ({
  what,
  value,
  unit,
  goal: `at least ${limit}`,
  met: value >= limit,
});

export const reported = (what: string, value: number, unit: string): Result => ({ what, value, unit });
