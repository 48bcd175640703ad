import { types } from 'node:util';
import type { exitCodes } from '../../api/trainer-contract/exit-codes.ts';

/** Why a trainer's process ends: a name of the contract's exit codes. */
export type ExitReason = keyof typeof exitCodes;

/** Ends the training with the exit code of its reason; the message is the sentence that a person reads. */
export class TrainerError extends Error {
  override readonly name = 'TrainerError';
  readonly reason: ExitReason;

  constructor(reason: ExitReason, message: string) {
    super(message);
    this.reason = reason;
  }

  /** Whatever was caught, as a TrainerError: what nobody foresaw is a defect of the trainer, and keeps its stack. */
  static from(caught: unknown): TrainerError {
    if (caught instanceof TrainerError) return caught;
    const text = types.isNativeError(caught) ? (caught.stack ?? caught.message) : String(caught);
    return new TrainerError('software', `cannot go on, a defect of the trainer: ${text}`);
  }
}

/** A failed write as a TrainerError: `cannotCreate` where the folder refuses it, `ioError` where the disk does. */
export function writeError(what: string, caught: unknown): TrainerError {
  if (!types.isNativeError(caught)) return TrainerError.from(caught);
  const { code = '' }: NodeJS.ErrnoException = caught;
  const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code);
  const fix = isFull ? '; make room, or give the artifacts a larger volume: started again, the run goes on' : '';
  const isRefused = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code);
  return new TrainerError(isRefused ? 'cannotCreate' : 'ioError', `cannot write ${what}: ${caught.message}${fix}`);
}
