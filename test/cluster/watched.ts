import { spawn } from 'node:child_process';
import { conditionIn } from '../../simulator/conditions.ts';
import { at } from '../../api/json.ts';
import type { ObjectReference } from '../../simulator/object.ts';
import { variable } from './environment.ts';

/** What the conditions of a composite were, since it is watched. */
export interface Watched {
  /** The statuses of a condition in the order in which they were seen, each only where it is another than the one before. */
  readonly statuses: (condition: string) => readonly string[];
  readonly end: () => void;
}

/** Watches a composite that may not be there yet, as `kubectl get --watch` sees it. */
export function watched({ kind, name, namespace = '' }: ObjectReference): Watched {
  const selected = [kind, '--namespace', namespace, '--field-selector', `metadata.name=${name}`];
  const watch = spawn(variable('KUBECTL'), ['get', ...selected, '--watch', '--output', 'json']);
  let text = '';
  watch.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  return {
    statuses: (condition) => {
      // Objects follow one another, each over many lines of which the last is a brace alone.
      const objects = text.split(/(?<=^}$)/m).filter((object) => object.endsWith('\n}'));
      const seen = objects.flatMap((object) => {
        const found = conditionIn(at(JSON.parse(object), 'status'), condition);
        return found === undefined ? [] : [found.status];
      });
      return seen.filter((status, index) => status !== seen[index - 1]);
    },
    end: () => watch.kill(),
  };
}
