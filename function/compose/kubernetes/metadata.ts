import { labels } from '../../../api/names.ts';
import type { Metadata } from '../../graph/resource.ts';
import type { Plan } from '../../plan/plan.ts';

/** Labels of every object of a run: the policy's, then the run's own, which nothing may replace. */
export function runLabels({ policy, run }: Plan): Readonly<Record<string, string>> {
  return { ...policy.labels, 'app.kubernetes.io/managed-by': 'crosstrain', [labels.run]: run.name };
}

/** Name, namespace and labels of an object of the run. */
export function metadata(plan: Plan, name: string, more: Readonly<Record<string, string>> = {}): Metadata {
  return { name, namespace: plan.run.namespace, labels: { ...runLabels(plan), ...more } };
}
