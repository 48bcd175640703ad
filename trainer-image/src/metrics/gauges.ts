import { Gauge, Registry } from 'prom-client';
import type { Plan } from '../protocol.ts';
import type { Execution } from '../trace/checked-steps.ts';

/** What Prometheus sees of a training. */
export interface Gauges {
  readonly registry: Registry;
  /** Sets what does not change: the backend, the length, what is wrong with the data. */
  started(plan: Plan): void;
  executed(execution: Execution): void;
  stepped(values: { readonly step: number; readonly loss: number; readonly learningRate: number }): void;
  rate(examplesPerSecond: number): void;
  measured(metrics: Readonly<Record<string, number>>): void;
  saved(step: number, seconds: number): void;
}

/** Makes the gauges of one training, all of them labelled with its run. */
export function gauges(run: { readonly name: string; readonly namespace: string }): Gauges {
  const registry = new Registry();
  registry.setDefaultLabels({ run: run.name, run_namespace: run.namespace });
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name: `crosstrain_training_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const backend = gauge('backend_info', 'Always 1; its labels say what computes.', ['backend', 'device']);
  const execution = gauge('execution_info', 'Always 1; its labels say how steps are taken, and why not traced.', [
    'mode',
    'why',
  ]);
  const totalSteps = gauge('total_steps', 'Steps of the whole training.');
  const corrupt = gauge('corrupt_records', 'Records that were left out because they are corrupt.');
  const step = gauge('step', 'Steps done, all attempts together.');
  const loss = gauge('loss', 'Loss of the last batch.');
  const learningRate = gauge('learning_rate', 'Learning rate of the last step.');
  const rate = gauge('examples_per_second', 'Examples trained on per second, lately.');
  const metric = gauge('metric', 'Results on data never trained on, by name.', ['name']);
  const checkpointStep = gauge('checkpoint_step', 'Step of the newest checkpoint.');
  const checkpointSeconds = gauge('checkpoint_seconds', 'How long writing the newest checkpoint took.');
  return {
    registry,
    started(plan) {
      backend.set({ backend: plan.backend.name, device: plan.backend.device }, 1);
      totalSteps.set(plan.totalSteps);
      corrupt.set(plan.skipped.length);
    },
    executed(by) {
      execution.reset();
      execution.set({ mode: by.mode, why: by.mode === 'eager' ? by.why : '' }, 1);
    },
    stepped(values) {
      step.set(values.step);
      loss.set(values.loss);
      learningRate.set(values.learningRate);
    },
    rate: (examplesPerSecond) => rate.set(examplesPerSecond),
    measured(metrics) {
      for (const [name, value] of Object.entries(metrics)) metric.set({ name }, value);
    },
    saved(at, seconds) {
      checkpointStep.set(at);
      checkpointSeconds.set(seconds);
    },
  };
}
