import { runFunction } from '../../../function/run-function.ts';
import { plain } from '../../../cli/terminal/style.ts';
import { readSources } from '../../../cli/sources/files.ts';
import type { SimulationPorts } from '../../../cli/preview/simulate.ts';
import type { Sources } from '../../../cli/sources/files.ts';

/** The function itself, without a process around it, from a fixed time on. */
export const ports: SimulationPorts = {
  call: (_name, request) => Promise.resolve(runFunction(request)),
  start: new Date('2026-07-20T12:00:00Z'),
};

/** A terminal as people have it, without colours. */
export const terminal = { width: 80, style: plain };

/** An example's files, named as somebody in the project's folder names them. */
export function example(path: string): Sources {
  return readSources(`examples/${path}`);
}

/** The sources with the spec of their run changed. */
export function changed(sources: Sources, spec: Readonly<Record<string, unknown>>): Sources {
  const objects = sources.objects.map((object) =>
    object.kind === 'TrainingRun' ? { ...object, spec: { ...(object['spec'] as object), ...spec } } : object,
  );
  const files = [{ name: 'changed.yaml', text: objects.map((object) => JSON.stringify(object)).join('\n---\n') }];
  return { title: 'changed.yaml', files, objects };
}
