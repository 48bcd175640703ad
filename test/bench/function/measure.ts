import { readFileSync } from 'node:fs';
import type { Server } from './servers.ts';

/** What one round of calls cost. Times are in milliseconds. */
export interface Round {
  /** One call at a time. */
  readonly p50: number;
  readonly p99: number;
  /** With so many calls in flight as `inFlight`. */
  readonly perSecond: number;
  /** Processor time of the server for each call, whoever else uses the machine. */
  readonly cpu: number;
}

/** How many calls a round makes. */
export interface Counts {
  readonly alone: number;
  readonly together: number;
}

/** Calls that core may have in flight at its default of reconciles at once, more or less. */
export const inFlight = 16;

/** Calls one by one, then many at once. */
export async function round({ client, pid }: Server, next: () => Buffer, { alone, together }: Counts): Promise<Round> {
  const before = cpuMs(pid);
  const times: number[] = [];
  for (let call = 0; call < alone; call++) {
    const request = next();
    const started = performance.now();
    await client.call(request);
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  let left = together;
  const started = performance.now();
  const worker = async () => {
    while (left-- > 0) await client.call(next());
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const seconds = (performance.now() - started) / 1000;
  return {
    p50: at(times, 0.5),
    p99: at(times, 0.99),
    perSecond: together / seconds,
    cpu: (cpuMs(pid) - before) / (alone + together),
  };
}

/** Most memory that a process ever held, in MB. */
export function peakMemory(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1000;
}

/** Processor time of a process so far; Linux counts it in hundredths of a second. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
