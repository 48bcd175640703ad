import { identity, referenceTo } from '../../simulator/object.ts';
import { CliError } from '../cli-error.ts';
import { isComposite } from '../sources/package.ts';
import { validate } from '../validate/validate.ts';
import { simulate } from './simulate.ts';
import { compositeStory } from './story.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Settled } from '../../simulator/settle.ts';
import type { Sources } from '../sources/files.ts';
import type { SimulationPorts } from './simulate.ts';
import type { CompositeStory } from './story.ts';

/** What a preview shows. */
export interface Preview {
  readonly title: string;
  readonly stories: readonly CompositeStory[];
  /** What the composites read, and other files brought: the policy. */
  readonly given: readonly KubernetesObject[];
  readonly isSettled: boolean;
  /** The simulation whose objects are shown. */
  readonly shown: Settled;
}

/** Options of a preview. */
export interface PreviewOptions {
  /** Objects that exist already. @default none */
  readonly observed?: readonly KubernetesObject[];
  /** Shows the end of the simulation instead of its beginning. @default false */
  readonly settled?: boolean;
}

/**
 * Simulates what the files would make.
 *
 * Rejects with a CliError where the files hold no composite of crosstrain, or one that an API server would refuse.
 */
export async function preview(
  sources: Sources,
  { observed = [], settled = false }: PreviewOptions,
  ports: SimulationPorts,
): Promise<Preview> {
  const composites = compositesIn(sources);
  const simulated = await simulate(sources.objects, observed, ports);
  const stage = settled ? 'Settled' : 'AtFirst';
  return {
    title: sources.title,
    stories: composites.map((object) => compositeStory(referenceTo(object), simulated, stage)),
    given: sources.objects.filter((object) => object.kind === 'EnvironmentConfig'),
    isSettled: settled,
    shown: settled ? simulated.settled : simulated.atFirst,
  };
}

/** The composites in the files: runs first, then what they use. Throws where there are none, or invalid ones. */
export function compositesIn({ title, files, objects }: Sources): readonly KubernetesObject[] {
  const composites = objects.filter(isComposite);
  const problems = validate(files).flatMap(({ file, object, problems: found }) =>
    found.map(({ line, column, field, message }) => {
      const place = field === '' ? object : `${object}: ${field}`;
      return `  ${file}:${line}:${column} ${place}: ${message}`;
    }),
  );
  if (problems.length > 0) {
    throw new CliError(`cannot go on: an API server would refuse this\n${problems.join('\n')}`);
  }
  if (composites.length === 0) throw new CliError(`cannot find a TrainingRun or TrainingCluster in ${title}`);
  const twice = composites.find((one, index) => composites.findIndex((other) => isSame(one, other)) !== index);
  if (twice !== undefined) {
    throw new CliError(`cannot tell which ${twice.kind} ${twice.metadata.name} is meant: ${title} holds two`);
  }
  const rank = ({ kind }: KubernetesObject) => (kind === 'TrainingRun' ? 0 : 1);
  return composites.toSorted((a, b) => rank(a) - rank(b));
}

function isSame(one: KubernetesObject, other: KubernetesObject): boolean {
  return identity(referenceTo(one)) === identity(referenceTo(other));
}
