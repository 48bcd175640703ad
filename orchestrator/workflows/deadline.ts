import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';

/** A time by which something must have come; a person may move it. */
export class Deadline {
  #at: number;

  constructor(seconds: number) {
    this.#at = Date.now() + seconds * 1000;
  }

  /** Moves it that much further away. */
  extend(seconds: number): void {
    this.#at += seconds * 1000;
  }

  /** Milliseconds since 1970, of the workflow's own clock. */
  get at(): number {
    return this.#at;
  }

  /** The same as RFC 3339, for people. */
  get time(): string {
    return new Date(this.#at).toISOString();
  }
}

/** What `within` gives where the deadline passed first. */
export const late = Symbol('late');

/** Does something that waits, until it is done or the deadline has passed; then what is under way is ended first. */
export async function within<T>(deadline: Deadline, wait: () => Promise<T>): Promise<T | typeof late> {
  const scope = new CancellationScope();
  const state = { isDone: false };
  let isLate = false;
  const watch = async () => {
    while (!state.isDone && !isLate) {
      const at = deadline.at;
      const changed = await condition(() => state.isDone || deadline.at !== at, Math.max(at - Date.now(), 1));
      isLate = !changed;
    }
    if (isLate) scope.cancel();
  };
  const watching = watch().catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
  });
  try {
    return await scope.run(wait);
  } catch (error) {
    if (isLate && isCancellation(error)) return late;
    throw error;
  } finally {
    state.isDone = true;
    await watching;
  }
}
