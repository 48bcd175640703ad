import type { LogFormat } from '../configuration.ts';
import type { Plan } from '../protocol.ts';
import type { Execution } from '../trace/checked-steps.ts';
import { barConsole } from './bar.ts';
import { jsonConsole } from './json.ts';
import { linesConsole } from './lines.ts';

/** How far a training is at one moment. */
export interface Moment {
  /** The epoch that is under way, from 1; the last one at the end. */
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly totalSteps: number;
  readonly loss: number;
  /** 0 while unknown. */
  readonly examplesPerSecond: number;
  /** At the present speed; `undefined` while unknown. */
  readonly secondsLeft: number | undefined;
}

/** A training that came to its end. */
export interface Result {
  readonly metrics: Readonly<Record<string, number>>;
  readonly goal: Plan['goal'];
  /** Since this process started to train; a resumed training counts its last part only. */
  readonly seconds: number;
  readonly model: string;
  /** TensorFlow's format, as serving wants it: a folder of versions. `undefined` where the model has no counterpart in it. */
  readonly savedModel: string | undefined;
  /** The folder for TensorBoard's `--logdir`. */
  readonly events: string;
  readonly checkpoint: string;
}

/** What a person, or a program that reads JSON lines, sees of a training. */
export interface Console {
  started(plan: Plan): void;
  resumed(from: { readonly step: number; readonly totalSteps: number; readonly path: string }): void;
  /** How steps are taken, said where it is decided. */
  executed(execution: Execution): void;
  /** After every step. */
  stepped(moment: Moment): void;
  /** After every epoch. */
  epochDone(moment: Moment & { readonly metrics: Readonly<Record<string, number>> }): void;
  saved(checkpoint: { readonly step: number; readonly path: string }): void;
  warned(sentence: string): void;
  /** Stopped before the end; `path` is the checkpoint, `undefined` while nothing was trained yet. */
  stopped(at: { readonly step: number; readonly path: string | undefined }): void;
  finished(result: Result): void;
  failed(failure: { readonly reason: string; readonly message: string }): void;
}

/** Where a console writes, and what it knows of its surroundings. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly now: () => Date;
  /** The folder that the person is in: paths below it are said from there. */
  readonly folder: string;
}

const consoles = {
  bar: barConsole,
  lines: linesConsole,
  json: jsonConsole,
} as const satisfies Record<LogFormat, (terminal: Terminal) => Console>;

/** The console of a format. */
export function consoleOf(format: LogFormat, terminal: Terminal): Console {
  return consoles[format](terminal);
}

/** Says everything twice. */
export function bothConsoles(one: Console, other: Console): Console {
  const both =
    <Said>(say: (console: Console) => (said: Said) => void) =>
    (said: Said) => {
      say(one)(said);
      say(other)(said);
    };
  return {
    started: both((console) => (plan) => console.started(plan)),
    resumed: both((console) => (from) => console.resumed(from)),
    executed: both((console) => (execution) => console.executed(execution)),
    stepped: both((console) => (moment) => console.stepped(moment)),
    epochDone: both((console) => (moment) => console.epochDone(moment)),
    saved: both((console) => (checkpoint) => console.saved(checkpoint)),
    warned: both((console) => (sentence) => console.warned(sentence)),
    stopped: both((console) => (at) => console.stopped(at)),
    finished: both((console) => (result) => console.finished(result)),
    failed: both((console) => (failure) => console.failed(failure)),
  };
}
