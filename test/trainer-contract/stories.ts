import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readObjects } from '../../cli/sources/files.ts';
import { recordAt } from '../../api/json.ts';
import { jobRole } from '../../api/resource-keys.ts';
import { provided } from '../support/controllers.ts';
import { reconciled, worldOf } from '../support/world.ts';

type Fields = Readonly<Record<string, unknown>>;

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Folders with a run that a person wrote, by name: examples, and golden stories with inputs of their own. */
const folders: ReadonlyMap<string, string> = new Map(
  ['examples', 'test/golden'].flatMap((parent) =>
    readdirSync(`${root}${parent}`)
      .filter((name) => existsSync(`${root}${parent}/${name}/run.yaml`))
      .map((name) => [name, `${root}${parent}/${name}`] as const),
  ),
);

/** The Jobs that the function makes of each such run once all that they wait for is there; runs that make none are left out. */
export const jobsByStory: ReadonlyMap<string, readonly Fields[]> = new Map(
  [...folders]
    .map(([name, folder]) => [name, jobsOf(folder)] as const)
    .filter(([, jobs]) => jobs.length > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1)),
);

function jobsOf(folder: string): readonly Fields[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml') && file !== 'response.yaml');
  let world = worldOf(files.flatMap((file) => readObjects(`${folder}/${file}`)));
  for (let pass = 0; pass < 5; pass++) world = provided(reconciled(world).world);
  return Object.entries(world.observed)
    .filter(([key]) => jobRole(key) !== undefined)
    .map(([, object]) => (object['kind'] === 'Object' ? recordAt(object, 'spec', 'forProvider', 'manifest') : object));
}
