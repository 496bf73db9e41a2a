/** An image that is not finished, as a policy sees it. Times are milliseconds of one clock. */
export interface Candidate {
  readonly id: number;
  /** Shares of the engine that its lane has, against those of other lanes. */
  readonly weight: number;
  readonly arrivedAt: number;
  /** Of no use to anybody later. */
  readonly deadline: number | undefined;
  /** What it still takes if nothing else runs, as far as is known: loading its model, steps, decoding. */
  readonly remainingMs: number;
}

/** Decides who has the engine next. Asked before every step, so that a decision lasts for one step only. */
export interface StepPolicy {
  /** The same candidates, in the order in which they should be served. */
  order<Image extends Candidate>(candidates: readonly Image[], now: number): Image[];
}
