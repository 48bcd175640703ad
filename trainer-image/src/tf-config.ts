/** The task types that `TF_CONFIG` and the environment contract know. */
export const roles = ['chief', 'worker', 'ps', 'evaluator'] as const;

/** A task type. */
export type Role = (typeof roles)[number];

/** One process of a run: its task type and its index within it. */
export interface Task {
  readonly role: Role;
  readonly index: number;
}

/** Who trains: this process's task, and how many tasks each role has. */
export interface Cluster {
  readonly task: Task;
  readonly sizes: Readonly<Partial<Record<Role, number>>>;
}

/**
 * Reads TensorFlow's `TF_CONFIG`: `{"cluster": {role: [address, …]}, "task": {"type", "index"}}`.
 * Returns a sentence where it cannot be read, to go behind "cannot read TF_CONFIG: ".
 */
export function parseTfConfig(text: string): Cluster | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'it is no JSON' };
  }
  if (!isRecord(value) || !isRecord(value['cluster'])) return { problem: 'it has no object "cluster"' };
  const sizes: Partial<Record<Role, number>> = {};
  for (const [name, addresses] of Object.entries(value['cluster'])) {
    if (!isRole(name)) return { problem: `cluster.${name} is none of ${roles.join(', ')}` };
    if (!Array.isArray(addresses)) return { problem: `cluster.${name} is no list of addresses` };
    sizes[name] = addresses.length;
  }
  const task = value['task'];
  if (!isRecord(task) || !isRole(task['type'])) return { problem: `task.type is none of ${roles.join(', ')}` };
  // TensorFlow itself accepts the index as text.
  const index = Number(task['index']);
  if (!Number.isInteger(index) || index < 0) return { problem: 'task.index is no whole number from 0' };
  const size = sizes[task['type']];
  if (task['type'] !== 'evaluator' && (size === undefined || index >= size)) {
    return { problem: `task ${task['type']} ${index} is not in the cluster` };
  }
  return { task: { role: task['type'], index }, sizes };
}

/** Whether a value is a task type. */
function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
