/** A spec that the API server must refuse, why somebody would be better off without it, and what they read. */
export interface RefusedSpec {
  readonly because: string;
  /** Fields put over those of the smallest valid spec; `undefined` takes one away. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** Field and message of each problem, in the order of the file. */
  readonly problems: readonly string[];
}
