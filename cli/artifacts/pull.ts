import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { trainerContainer } from '../../api/names.ts';
import { folders } from '../../api/trainer-contract/environment.ts';
import { CliError } from '../cli-error.ts';
import { withArtifactsPod } from '../cluster/artifacts-pod.ts';
import type { Cluster } from '../cluster/kubectl.ts';
import type { RunPlace } from '../cluster/run-name.ts';
import { received, sender } from './stream.ts';

/** Copies a run's artifacts, or some folders of them, to a folder; returns how many files there are. */
export async function pulled(
  place: RunPlace,
  { folder, only, cluster }: { readonly folder: string; readonly only: readonly string[]; readonly cluster: Cluster },
): Promise<number> {
  if (place.kind === 'here') return copied(place.folder, folder, only);
  const paths = await withArtifactsPod(cluster, place.run, (pod) => {
    const exec = ['exec', pod, '--namespace', place.run.namespace, '--container', trainerContainer, '--'];
    const send = ['/nodejs/bin/node', '-e', sender, folders.artifacts, ...only];
    return cluster.read([...exec, ...send], (stream) => received(stream, folder));
  });
  return paths.length;
}

function copied(from: string, to: string, only: readonly string[]): number {
  const names = (only.length > 0 ? only : readdirSync(from)).filter((name) => existsSync(join(from, name)));
  if (existsSync(to) && readdirSync(to).length > 0) throw new CliError(`cannot write to ${to}: it is not empty`);
  for (const name of names) cpSync(join(from, name), join(to, name), { recursive: true });
  return readdirSync(to, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
}
