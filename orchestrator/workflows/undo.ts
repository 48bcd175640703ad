import { CancellationScope, log } from '@temporalio/workflow';

/** How something is taken back. It must bear that the thing never happened: it is registered before the thing is done. */
export interface Undo {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** What has to be taken back if the story does not go on, newest first. */
export class Undos {
  readonly #undos: Undo[] = [];

  /** Registers an undo; call it before what it undoes. */
  push(undo: Undo): void {
    this.#undos.push(undo);
  }

  /** Runs every undo, whoever cancels and whatever fails; gives what failed. None is run twice. */
  async all(): Promise<readonly unknown[]> {
    return CancellationScope.nonCancellable(async () => {
      const failed: unknown[] = [];
      for (let undo = this.#undos.pop(); undo !== undefined; undo = this.#undos.pop()) {
        log.info('undoing', { step: undo.name });
        try {
          await undo.run();
        } catch (error) {
          failed.push(error);
        }
      }
      return failed;
    });
  }
}
