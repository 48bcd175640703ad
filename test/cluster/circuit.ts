import { variable } from './stand.ts';

/** How often core's circuit breaker has cut a composite off from its events, since core was started. */
export async function circuitsOpened(): Promise<number> {
  const answer = await fetch(variable('CORE_METRICS'));
  const lines = (await answer.text()).split('\n').filter((line) => line.startsWith('circuit_breaker_opens_total'));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
