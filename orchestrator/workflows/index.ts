export { trainingRun } from './training-run.ts';
