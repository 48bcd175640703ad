import { at, listAt, recordAt, stringAt } from '../../api/json.ts';
import { CliError } from '../cli-error.ts';
import type { Pod } from './pod.ts';

/** Variables of a process, in the order in which they were defined. */
export type Variables = ReadonlyMap<string, string>;

/**
 * The environment that a kubelet gives to the pod's trainer: fields of the pod filled in, `$(NAME)` replaced by what was
 * defined before, and the index that the Job controller adds to every container.
 *
 * Throws a CliError for a variable that only a cluster could give.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function containerEnvironment(pod: Pod): Variables {
  const variables = new Map<string, string>();
  const entries = listAt(pod.container, 'env');
  for (const entry of entries) {
    const name = stringAt(entry, 'name') ?? '';
    const path = stringAt(entry, 'valueFrom', 'fieldRef', 'fieldPath');
    if (path !== undefined) variables.set(name, field(pod, path, name));
    else if (at(entry, 'valueFrom') === undefined)
      variables.set(name, expanded(stringAt(entry, 'value') ?? '', variables));
    else if (at(entry, 'valueFrom', 'secretKeyRef', 'optional') !== true) throw onlyInCluster(name, entry);
  }
  const index = 'JOB_COMPLETION_INDEX';
  if (!variables.has(index)) variables.set(index, field(pod, `metadata.annotations['${indexAnnotation}']`, index));
  return variables;
}

const indexAnnotation = 'batch.kubernetes.io/job-completion-index';

function onlyInCluster(name: string, entry: unknown): CliError {
  const [source = 'valueFrom'] = Object.keys(recordAt(entry, 'valueFrom'));
  return new CliError(`cannot set ${name} here: its value comes from a cluster (${source})`);
}

/** A pod's own field, as the downward API gives it. */
function field(pod: Pod, path: string, variable: string): string {
  const [, map, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (map === 'labels' && key !== undefined) return pod.labels[key] ?? '';
  if (map === 'annotations' && key !== undefined) return pod.annotations[key] ?? '';
  const fields: Readonly<Record<string, string>> = {
    'metadata.name': pod.name,
    'metadata.namespace': pod.namespace,
    'spec.serviceAccountName': pod.serviceAccountName,
    'spec.nodeName': 'localhost',
    'status.hostIP': '127.0.0.1',
    'status.podIP': '127.0.0.1',
    'status.podIPs': '127.0.0.1',
  };
  const value = fields[path];
  if (value === undefined) throw new CliError(`cannot set ${variable} here: only a cluster knows the pod's ${path}`);
  return value;
}

/** `$(NAME)` becomes the variable where it is defined and stays where it is not; `$$` is a dollar. */
export function expanded(text: string, defined: Variables): string {
  return text.replaceAll(/\$(\$|\(([^)]*)\))/g, (whole, what: string, name: string | undefined) =>
    what === '$' ? '$' : (defined.get(name ?? '') ?? whole),
  );
}
