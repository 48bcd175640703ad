import type { Console, Terminal } from './console.ts';

/** A JSON object per line, for programs: `time`, `level`, `event`, and what belongs to the event. */
export function jsonConsole({ out, now }: Terminal): Console {
  const say = (level: 'info' | 'warning' | 'error', event: string, values: object) =>
    out(`${JSON.stringify({ time: now().toISOString(), level, event, ...values })}\n`);
  return {
    started: (plan) => say('info', 'started', plan),
    resumed: (from) => say('info', 'resumed', from),
    executed: (execution) => say(execution.mode === 'traced' ? 'info' : 'warning', 'execution', execution),
    stepped: () => undefined,
    epochDone: (moment) => say('info', 'epoch', moment),
    saved: (checkpoint) => say('info', 'saved', checkpoint),
    warned: (message) => say('warning', 'warning', { message }),
    stopped: (at) => say('info', 'stopped', at),
    finished: (result) => say('info', 'finished', result),
    failed: (failure) => say('error', 'failed', failure),
  };
}
