import { environment } from '../../api/trainer-contract/environment.ts';

/** The environment of the smallest run: one worker, no accelerator, no reports. */
export const smallestRun: Readonly<Record<string, string>> = {
  [environment.contract]: '1',
  [environment.run]: 'digits',
  [environment.namespace]: 'team-vision',
  [environment.role]: 'worker',
  [environment.index]: '0',
  [environment.attempt]: '0',
  [environment.strategy]: 'AllReduce',
  [environment.recipe]: 'digits-cnn',
  [environment.hyperparameters]: '{}',
  [environment.accelerator]: 'none',
  [environment.acceleratorCount]: '0',
  [environment.artifacts]: '/crosstrain/artifacts',
  [environment.checkpointIntervalSeconds]: '300',
  [environment.checkpointKeep]: '3',
  [environment.inputs]: '[]',
  [environment.failurePolicy]: '{"maxRestarts":3,"maxOutOfMemory":1}',
};
