import { Context } from '@temporalio/activity';
import { KubernetesError } from '../kubernetes/cluster.ts';
import type { Cluster, Verb } from '../kubernetes/cluster.ts';

/** A cluster whose requests are counted by verb and answer, in the endpoint that Temporal's own metrics have. */
export function counted(cluster: Cluster): Cluster {
  const count =
    <Args extends unknown[], Result>(verb: Verb, call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      try {
        const result = await call(...args);
        add(verb, 'ok');
        return result;
      } catch (error) {
        add(verb, answerOf(error));
        throw error;
      }
    };
  return {
    apply: count('apply', cluster.apply),
    get: count('get', cluster.get),
    delete: count('delete', cluster.delete),
    events: count('events', cluster.events),
  };
}

function add(verb: Verb, answer: string): void {
  Context.current()
    .metricMeter.createCounter('crosstrain_kubernetes_requests', 'requests', 'Requests to the API server')
    .add(1, { verb, answer });
}

function answerOf(error: unknown): string {
  if (!(error instanceof KubernetesError)) return 'defect';
  return error.why.type === 'Status' ? String(error.why.code) : error.why.type;
}
