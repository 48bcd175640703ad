import { stringAt } from '../../api/json.ts';

/** The id that the cloud gave an observed managed resource; `undefined` before. */
export function cloudId(object: unknown): string | undefined {
  return stringAt(object, 'status', 'atProvider', 'id');
}
