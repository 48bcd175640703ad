import { TrainerError } from '../trainer-error.ts';

/** A data input of the run: `spec.data.inputs[]`. */
export interface Input {
  readonly name: string;
  readonly uri: string;
  /** Where it is mounted as a folder; `undefined` where it is not. */
  readonly path: string | undefined;
}

/** The folder of the input of a name; throws a TrainerError (`noInput`) that says what to write into the run. */
export function folderOf(inputs: readonly Input[], name: string): string {
  const input = inputs.find((one) => one.name === name);
  if (input === undefined) {
    const names = inputs.length === 0 ? 'it has none' : `it has ${inputs.map((one) => one.name).join(', ')}`;
    const fix = `add {name: ${name}, uri: …} to spec.data.inputs`;
    throw new TrainerError('noInput', `cannot find input ${name}: the run names no such input (${names}); ${fix}`);
  }
  if (input.path !== undefined) return input.path;
  throw new TrainerError(
    'noInput',
    `cannot read input ${name}: ${input.uri} is neither mounted nor to be fetched; s3://, gs://, az:// and https:// are`,
  );
}
