/** Key of the progress document in the run's ConfigMap, and the name of the file beside the artifacts. */
export const progressKey = 'progress.json';

/** What rank 0 reports at most once a minute, and whenever `phase` changes. */
export interface Progress {
  readonly phase: 'Starting' | 'Training' | 'Evaluating' | 'Succeeded' | 'Failed';
  /** Steps done, all attempts together. */
  readonly step: number;
  /** Steps of the whole run; 0 while unknown. */
  readonly totalSteps: number;
  /** Training loss of the last step; absent before the first. */
  readonly loss?: number;
  /** Examples per second over the last interval, all workers together. */
  readonly examplesPerSecond?: number;
  /** Seconds left at the present speed; absent while unknown. */
  readonly etaSeconds?: number;
  /** Named results on data never trained on, such as `accuracy`. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Step of the newest checkpoint that verified; absent before the first. */
  readonly checkpointStep?: number;
  /** `wasm`, `tensorflow-cpu`, `tensorflow-gpu`, `webgpu` or `cpu`. */
  readonly backend?: string;
  /** Why the run failed, in one sentence; only with `Failed`. */
  readonly message?: string;
  /** When this was written, RFC 3339. */
  readonly updatedAt: string;
}
