import { existsSync } from 'node:fs';
import { CliError } from '../cli-error.ts';
import { newestFolder } from '../run/artifacts.ts';

/** Which run is meant. */
export interface RunName {
  readonly namespace: string;
  readonly name: string;
}

/** Where a run is that somebody names: in a folder of this machine, or in the cluster. */
export type RunPlace =
  { readonly kind: 'here'; readonly folder: string } | { readonly kind: 'cluster'; readonly run: RunName };

/** `namespace/name`; throws a CliError where it is no such thing. */
function parseRunName(text: string): RunName {
  const [, namespace, name] = /^([a-z0-9][-a-z0-9]*)\/([a-z0-9][-.a-z0-9]*)$/.exec(text) ?? [];
  if (namespace !== undefined && name !== undefined) return { namespace, name };
  throw new CliError(`cannot tell which run is meant by ${text}: write namespace/name`);
}

/** Finds a run: the newest that `crosstrain run` left here, else the one in the cluster. */
export function placeOf(text: string, { cluster }: { readonly cluster?: true }): RunPlace {
  const run = parseRunName(text);
  const folder = newestFolder(run.namespace, run.name);
  if (cluster !== true && folder !== undefined && existsSync(folder)) return { kind: 'here', folder };
  return { kind: 'cluster', run };
}
