export { retrain } from './retrain.ts';
export { trainingRun } from './training-run.ts';
