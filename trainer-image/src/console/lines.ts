import type { Console, Moment, Terminal } from './console.ts';
import { lossInWords, pathFrom, percentInWords, rateInWords, secondsInWords } from './words.ts';

/** A line per thing that happens: for logs and pipes. Warnings and failures go to standard error. */
export function linesConsole({ out, err, folder }: Terminal): Console {
  const place = (path: string) => pathFrom(folder, path);
  const say = (text: string) => out(`${text}\n`);
  return {
    started({ recipe, backend, passedOver }) {
      const why = [backend.device, ...passedOver].join('; ');
      say(`Training ${recipe}   1 process, ${backend.title} (${why})`);
    },
    resumed: ({ step, totalSteps, path }) => say(`  resumes at step ${step} of ${totalSteps} from ${place(path)}`),
    executed: (execution) =>
      execution.mode === 'traced'
        ? say(`  each step is one TensorFlow graph of ${execution.operations} operations`)
        : err(`  warning: steps are taken operation by operation, which is slower: ${execution.why}\n`),
    stepped: () => undefined,
    epochDone: ({ metrics, ...moment }) => say(`  ${momentInWords(moment)}${metricsInWords(metrics)}`),
    saved: ({ step, path }) => say(`  checkpoint of step ${step} in ${place(path)}`),
    warned: (sentence) => err(`  warning: ${sentence}\n`),
    stopped: ({ step, path }) =>
      say(
        path === undefined
          ? '  stopped before the first step'
          : `  stopped at step ${step}; goes on from ${place(path)}`,
      ),
    finished({ metrics, goal, seconds, model, savedModel, events, checkpoint }) {
      const reached = metrics[goal.metric];
      const verdict = reached !== undefined && reached >= goal.atLeast ? 'goal' : 'below the goal of';
      const value = reached === undefined ? 'unknown' : percentInWords(reached);
      const aim = `(${verdict} ${percentInWords(goal.atLeast)})`;
      say(`  test ${goal.metric} ${value}  ${aim}  in ${secondsInWords(seconds)}`);
      say(`  model       ${place(model)}`);
      if (savedModel !== undefined) say(`  saved model ${place(savedModel)}`);
      say(`  events      ${place(events)}`);
      say(`  checkpoint  ${place(checkpoint)}`);
    },
    failed: ({ message }) => err(`${message}\n`),
  };
}

/** `epoch  3/10  loss 0.12  5,400 examples/s`. */
function momentInWords({ epoch, epochs, loss, examplesPerSecond }: Moment): string {
  const number = String(epoch).padStart(String(epochs).length);
  return `epoch ${number}/${epochs}  loss ${lossInWords(loss)}  ${rateInWords(examplesPerSecond)}`;
}

function metricsInWords(metrics: Readonly<Record<string, number>>): string {
  return Object.entries(metrics)
    .map(([name, value]) => `  test ${name} ${percentInWords(value)}`)
    .join('');
}
