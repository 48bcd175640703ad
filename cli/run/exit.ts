import { exitCodes } from '../../api/trainer-contract/exit-codes.ts';

/** What the trainer's end means; `undefined` where there is nothing to add. */
export function exitMeaning(code: number, again: string): string | undefined {
  return meanings[code]?.(again);
}

const meanings: Readonly<Record<number, (again: string) => string>> = {
  [exitCodes.resume]: (again) =>
    `ended with 42: a checkpoint is written, and the run can go on. In a cluster its Job would start it again;\nhere, ${again} --resume does`,
  [exitCodes.usage]: () => 'ended with 64: the recipe or a hyperparameter is wrong; starting again cannot help',
  [exitCodes.dataError]: () => 'ended with 65: the data is not as it must be; starting again cannot help',
  [exitCodes.noInput]: () => 'ended with 66: an input is missing; starting again cannot help',
  [exitCodes.acceleratorUnavailable]: () =>
    'ended with 69: an accelerator is required and none is usable here; without --accelerator it trains on what is there',
  [exitCodes.software]: () => 'ended with 70: this is a defect of the trainer',
  [exitCodes.cannotCreate]: () => 'ended with 73: the artifacts folder cannot be written',
  [exitCodes.ioError]: () => 'ended with 74: writing failed; is the disk full?',
  [exitCodes.attemptsExhausted]: () => 'ended with 75: it was started again too often, or without getting on',
  [exitCodes.configuration]: () => 'ended with 78: the environment is not as the contract says',
};
