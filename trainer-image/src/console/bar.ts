import type { Console, Moment, Terminal } from './console.ts';
import { linesConsole } from './lines.ts';
import { lossInWords, rateInWords, secondsInWords } from './words.ts';

/** Milliseconds between two drawings: as smooth as an eye needs. */
const intervalMs = 80;

const width = 20;

/** Back to the line's start, and empty it. */
const clear = '\r\u001b[K';

/** One line that redraws itself while training, and plain lines for all else: for terminals. */
export function barConsole({ out, err, now, folder }: Terminal): Console {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let isDrawn = false;
  const draw = (text: string) => {
    out(clear + text);
    isDrawn = true;
  };
  /** Ends the bar's line, so that what comes next does not overwrite it. */
  const leave = () => {
    if (isDrawn) out('\n');
    isDrawn = false;
  };
  const below = (write: (text: string) => void) => (text: string) => {
    leave();
    write(text);
  };
  const lines = linesConsole({ out: below(out), err: below(err), now, folder });
  return {
    ...lines,
    stepped(moment) {
      const isDone = moment.step === moment.totalSteps;
      const at = now().getTime();
      if (!isDone && at - drawnAt < intervalMs) return;
      drawnAt = at;
      draw(barInWords(moment));
    },
    // The bar shows it already.
    epochDone: () => undefined,
    saved: () => undefined,
  };
}

/** `epoch 3/10  ████████░░░░  loss 0.12  5,400 examples/s  12 s left`. */
function barInWords({ epoch, epochs, step, totalSteps, loss, examplesPerSecond, secondsLeft }: Moment): string {
  const full = Math.floor((step / totalSteps) * width);
  const bar = '█'.repeat(full) + '░'.repeat(width - full);
  const parts = [`epoch ${epoch}/${epochs}`, bar, `loss ${lossInWords(loss)}`];
  if (examplesPerSecond > 0) parts.push(rateInWords(examplesPerSecond));
  if (secondsLeft !== undefined && step < totalSteps) parts.push(`${secondsInWords(secondsLeft)} left`);
  return `  ${parts.join('  ')}`;
}
