/**
 * How a trainer's process ends, and what the run does about it.
 *
 * 42 is TensorFlow's own code for "saved, start me again"; 64–78 are BSD's sysexits, which the composed Job treats as
 * final: starting again cannot help. Everything else counts against `failurePolicy.maxRestarts`.
 */
export const exitCodes = {
  /** Trained to the end. */
  succeeded: 0,
  /** A checkpoint was written (SIGTERM, or a peer went away): start again, it goes on from there. */
  resume: 42,
  /** Unknown recipe or module, or a hyperparameter out of its range. */
  usage: 64,
  /** The data has the wrong shape or too many corrupt records, or the loss is no number. */
  dataError: 65,
  /** An input is not there or not readable. */
  noInput: 66,
  /** An accelerator is required and none is usable; the message names the missing library or device. */
  acceleratorUnavailable: 69,
  /** A defect of the trainer itself. */
  software: 70,
  /** The artifacts folder cannot be written. */
  cannotCreate: 73,
  /** No space, or another failure of input and output while writing. */
  ioError: 74,
  /** A cause's limit in `failurePolicy` is used up, or no step was made between two resumes. */
  attemptsExhausted: 75,
  /** The environment contract is broken: a variable is missing, unreadable, or of an unknown version. */
  configuration: 78,
} as const;

/** First and last code that the composed Job treats as final. */
export const finalExitCodes = { from: 64, to: 78 } as const;
