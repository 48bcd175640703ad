import { stringAt } from '../../api/json.ts';
import { environment } from '../../api/trainer-contract/environment.ts';
import { CliError } from '../cli-error.ts';
import { summaryOf } from '../preview/run-summary.ts';
import { containerEnvironment } from './environment.ts';
import { podCount, podOf } from './pod.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Preview } from '../preview/preview.ts';
import type { CompositeStory, ObjectNode } from '../preview/story.ts';
import type { Variables } from './environment.ts';

/** A run that can train on this machine. */
export interface LocalRun {
  readonly story: CompositeStory;
  readonly namespace: string;
  readonly name: string;
  /** What its one pod would get. */
  readonly environment: Variables;
}

/**
 * Finds the one pod of the one run of a preview.
 *
 * Throws a CliError with the reason and the way out where it cannot train here: a module needs the folder of its code.
 */
export function localRun({ title, stories }: Preview, { hasSource = false } = {}): LocalRun {
  const runs = stories.filter(({ object }) => object.kind === 'TrainingRun');
  const [story] = runs;
  if (story === undefined) throw new CliError(`cannot find a TrainingRun in ${title}`);
  const { name, namespace = 'default' } = story.object.metadata;
  const no = (why: string) => new CliError(`cannot run ${namespace}/${name} here: ${why}`);
  if (runs.length > 1)
    throw new CliError(`cannot tell which run is meant: ${title} holds ${runs.length}; name one file`);
  const { refusals } = summaryOf(story.object);
  if (refusals.length > 0) throw no(`it is refused: ${refusals.join('; ')}`);

  const jobs = story.nodes.flatMap(jobIn);
  const [job] = jobs;
  if (job === undefined) throw no(whyNoJob(story));
  const pod = podOf(job, 0);
  const variables = containerEnvironment(pod);
  const isOurs = variables.has(environment.recipe) || (variables.has(environment.module) && hasSource);
  if (!isOurs) throw no(whyNotOurs(pod.container, variables));
  const pods = podCount(jobs);
  if (pods > 1) {
    throw no(
      `it trains with ${pods} pods, and one process is all that runs here so far; set spec.workers: 1, or preview it`,
    );
  }
  return { story, namespace, name, environment: variables };
}

function whyNoJob({ nodes }: CompositeStory): string {
  const waiting = nodes.find(({ object }) => object === undefined);
  return waiting === undefined ? 'it makes no Job' : `${waiting.key} waits until ${waiting.waitsFor.join(', ')}`;
}

function jobIn({ object, remote }: ObjectNode): readonly KubernetesObject[] {
  const made = remote ?? object;
  return made?.kind === 'Job' ? [made] : [];
}

/** Why the run does not train with a recipe, and what would do. */
function whyNotOurs(container: unknown, variables: Variables): string {
  const module = variables.get(environment.module);
  if (module !== undefined) {
    return `it trains your module ${module}, whose code a cluster mounts; --source FOLDER says where it is here`;
  }
  const image = stringAt(container, 'image') ?? 'an image';
  return `it trains with your image ${image}, which needs a container engine; only spec.trainer.recipe and spec.trainer.module run here. \
crosstrain preview -o yaml shows the environment to start the image with yourself`;
}
