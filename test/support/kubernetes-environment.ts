import { listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';

/** The environment of one pod's container: what the kubelet makes of its template. */
export interface PodEnvironment {
  /** `<job>-<index>`, also the pod's DNS name below its subdomain. */
  readonly hostname: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The environments of an Indexed Job's pods, after the kubelet's dependent expansion.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function podEnvironments(job: unknown): readonly PodEnvironment[] {
  const name = stringAt(job, 'metadata', 'name') ?? '';
  const [container] = listAt(job, 'spec', 'template', 'spec', 'containers');
  const indexes = Array.from({ length: numberAt(job, 'spec', 'completions') ?? 0 }, (_, index) => index);
  return indexes.map((index) => ({
    hostname: `${name}-${index}`,
    variables: expandedAll(listAt(container, 'env'), {
      "metadata.annotations['batch.kubernetes.io/job-completion-index']": String(index),
    }),
  }));
}

function expandedAll(env: readonly unknown[], fields: Readonly<Record<string, string>>): Record<string, string> {
  const known = new Map<string, string>();
  for (const entry of env) {
    const path = stringAt(recordAt(entry, 'valueFrom', 'fieldRef'), 'fieldPath');
    const value = path === undefined ? expanded(stringAt(entry, 'value') ?? '', known) : fields[path];
    if (value === undefined) throw new Error(`cannot expand ${JSON.stringify(entry)}: no such field of a pod is known`);
    known.set(stringAt(entry, 'name') ?? '', value);
  }
  return Object.fromEntries(known);
}

/** `$$` is `$`; `$(NAME)` the value of a variable defined before, or itself where there is none; any other `$` is itself. */
function expanded(text: string, known: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (known.get(name) ?? whole),
  );
}
