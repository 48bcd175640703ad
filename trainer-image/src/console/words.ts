import { relative } from 'node:path';

/** `5,400 examples/s`. */
export function rateInWords(examplesPerSecond: number): string {
  return `${Math.round(examplesPerSecond).toLocaleString('en-US')} examples/s`;
}

/** `98.6 %`. */
export function percentInWords(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

/** `0.12`, `1.9`, `0.0034`: two digits that count. */
export function lossInWords(loss: number): string {
  return Number(loss.toPrecision(2)).toString();
}

/** `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function secondsInWords(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

/** A path as short as it can be said from a folder. */
export function pathFrom(folder: string, path: string): string {
  const short = relative(folder, path);
  return short !== '' && !short.startsWith('..') ? short : path;
}
