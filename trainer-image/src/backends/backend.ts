import type { Progress } from '../../../api/trainer-contract/progress.ts';

/** The library that computes, and on what. */
export interface Backend {
  /** As progress reports it. */
  readonly name: NonNullable<Progress['backend']>;
  /** As a person reads it: `WASM`. */
  readonly title: string;
  /** What it computes on: `SIMD, 1 thread`. */
  readonly device: string;
  /** Why it uses no accelerator, as a clause; `undefined` where it uses one. */
  readonly whyNoAccelerator: string | undefined;
}

/** A backend that is set and ready, or why there is none, as a clause: `native TensorFlow not built`. */
export type BackendStart =
  { readonly isReady: true; readonly backend: Backend } | { readonly isReady: false; readonly reason: string };
