/** What a person did or has that stops a command: printed as one sentence, without a stack. */
export class CliError extends Error {
  readonly exitCode: number;

  /** @param exitCode what the process ends with. @default 1 */
  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}
