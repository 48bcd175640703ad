import { dirname, join } from 'node:path';
import type { Checkpoints } from './checkpoint/checkpoints.ts';
import { publishFolder } from './checkpoint/publish.ts';
import type { Console, Moment } from './console/console.ts';
import { namedModelFiles } from './export/layers-model.ts';
import { savedModelFile } from './graph/saved-model.ts';
import type { EventFile } from './metrics/event-file.ts';
import type { Gauges } from './metrics/gauges.ts';
import type { ProgressNow, ProgressReporter } from './metrics/progress.ts';
import { rateMeter } from './metrics/rate.ts';
import type { Message, Plan } from './protocol.ts';
import { writeError } from './trainer-error.ts';
import type { TrainingState } from './training/state.ts';

/** Where what happens in a training is written. */
export interface Outputs {
  readonly console: Console;
  readonly gauges: Gauges;
  readonly progress: ProgressReporter;
  readonly events: EventFile;
  readonly checkpoints: Checkpoints;
  /** Folder of the run's artifacts. */
  readonly artifacts: string;
  readonly now: () => Date;
}

type Said<Kind extends Message['kind']> = Extract<Message, { kind: Kind }>;

/** How long the speed that is shown looks back. */
const rateWindowMs = 10_000;

/** Writes down what the training thread says: for people, Prometheus, TensorBoard, the run's status and the next attempt. */
export class TrainingRecord {
  readonly #plan: Plan;
  readonly #outputs: Outputs;
  readonly #rate = rateMeter(rateWindowMs);
  readonly #startedMs: number;
  #step: number;
  #loss: number | undefined;
  #checkpointStep: number | undefined;

  /** @param from the step that this process goes on from, with the checkpoint of that step; 0 without one */
  constructor(plan: Plan, outputs: Outputs, from: number) {
    this.#plan = plan;
    this.#outputs = outputs;
    this.#startedMs = outputs.now().getTime();
    this.#step = from;
    this.#checkpointStep = from > 0 ? from : undefined;
    outputs.gauges.started(plan);
    this.#report('Training');
  }

  stepped({ step, loss, learningRate }: Said<'step'>): void {
    const { events, gauges, console, now } = this.#outputs;
    const at = now().getTime();
    this.#step = step;
    this.#loss = loss;
    this.#rate.add(this.#plan.batchSize, at);
    events.add({ 'train/loss': loss, 'train/learning_rate': learningRate }, step, at / 1000);
    gauges.stepped({ step, loss, learningRate });
    gauges.rate(this.#rate.perSecond(at));
    console.stepped(this.#moment(loss));
    this.#report('Training');
  }

  executed({ execution }: Said<'execution'>): void {
    this.#outputs.gauges.executed(execution);
    this.#outputs.console.executed(execution);
  }

  async epochDone({ loss, metrics, step }: Said<'epoch'>): Promise<void> {
    const { events, gauges, console, now } = this.#outputs;
    const named = Object.entries(metrics).map(([name, value]) => [`test/${name}`, value] as const);
    events.add({ 'train/epoch_loss': loss, ...Object.fromEntries(named) }, step, now().getTime() / 1000);
    await events.flush();
    gauges.measured(metrics);
    console.epochDone({ ...this.#moment(loss), metrics });
  }

  /** Writes a checkpoint and returns its folder. */
  async saved({ state }: { readonly state: TrainingState }): Promise<string> {
    const { checkpoints, gauges, console, now } = this.#outputs;
    const before = now().getTime();
    const path = await checkpoints.save(state);
    const { step } = state.position;
    this.#checkpointStep = step;
    gauges.saved(step, (now().getTime() - before) / 1000);
    console.saved({ step, path });
    return path;
  }

  async stopped({ state }: Said<'stopped'>): Promise<void> {
    const { console, events } = this.#outputs;
    const path = await this.saved({ state });
    await events.flush();
    console.stopped({ step: state.position.step, path });
  }

  async finished({ state, metrics, model, savedModel }: Said<'finished'>): Promise<void> {
    const { artifacts, events, console, now } = this.#outputs;
    this.#report('Evaluating');
    const checkpoint = await this.saved({ state });
    try {
      await publishFolder(artifacts, 'model', namedModelFiles(model));
      if (typeof savedModel === 'string') console.warned(`cannot export a SavedModel: ${savedModel}`);
      else await publishFolder(join(artifacts, 'saved-model'), '1', { [savedModelFile]: savedModel });
    } catch (caught) {
      throw writeError(`the model to ${artifacts}`, caught);
    }
    await events.flush();
    this.#report('Succeeded', { metrics });
    const seconds = (now().getTime() - this.#startedMs) / 1000;
    const exported = typeof savedModel === 'string' ? undefined : join(artifacts, 'saved-model');
    const paths = { model: join(artifacts, 'model'), savedModel: exported, events: dirname(events.path), checkpoint };
    console.finished({ metrics, goal: this.#plan.goal, seconds, ...paths });
  }

  #moment(loss: number): Moment {
    const { epochs, totalSteps, batchSize } = this.#plan;
    const examplesPerSecond = this.#rate.perSecond(this.#outputs.now().getTime());
    const left = (totalSteps - this.#step) * batchSize;
    return {
      epoch: Math.max(1, Math.ceil((this.#step * epochs) / totalSteps)),
      epochs,
      step: this.#step,
      totalSteps,
      loss,
      examplesPerSecond,
      secondsLeft: examplesPerSecond > 0 ? left / examplesPerSecond : undefined,
    };
  }

  #report(phase: ProgressNow['phase'], more: Partial<ProgressNow> = {}): void {
    const { totalSteps, backend } = this.#plan;
    const moment = this.#loss === undefined ? undefined : this.#moment(this.#loss);
    this.#outputs.progress.report({
      phase,
      step: this.#step,
      totalSteps,
      ...(moment && { loss: moment.loss, examplesPerSecond: moment.examplesPerSecond }),
      ...(moment?.secondsLeft !== undefined && { etaSeconds: Math.round(moment.secondsLeft) }),
      ...(this.#checkpointStep !== undefined && { checkpointStep: this.#checkpointStep }),
      backend: backend.name,
      ...more,
    });
  }
}
