import { Ajv, type JSONSchemaType } from 'ajv';
import { TrainerError } from '../trainer-error.ts';

/** The schema of one hyperparameter, as far as a person must know it. */
interface Field {
  readonly type: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/**
 * Checks given hyperparameters by a recipe's schema and fills in its defaults.
 * Throws a TrainerError (`usage`) with one sentence per wrong field: its name, what it is and what it may be.
 */
export function parseHyperparameters<Hyperparameters>(
  recipe: string,
  schema: JSONSchemaType<Hyperparameters>,
  given: Readonly<Record<string, unknown>>,
): Hyperparameters {
  const hyperparameters: unknown = structuredClone(given);
  const isValid = new Ajv({ allErrors: true, useDefaults: true }).compile(schema);
  if (isValid(hyperparameters)) return hyperparameters;
  const fields = (schema as { readonly properties: Readonly<Record<string, Field>> }).properties;
  const wrong = [...new Set((isValid.errors ?? []).map(fieldOf))].sort();
  const sentences = wrong.map((name) => {
    const field = fields[name];
    if (field === undefined)
      return `${recipe} has no hyperparameter ${name}; it has ${Object.keys(fields).sort().join(', ')}`;
    return `hyperparameter ${name} is ${JSON.stringify(given[name])}; it must be ${allowed(field)}`;
  });
  throw new TrainerError('usage', `cannot train ${recipe}: ${sentences.join('. ')}`);
}

/** The name of the hyperparameter that an error of ajv is about. */
function fieldOf(error: { readonly instancePath: string; readonly params: Readonly<Record<string, unknown>> }): string {
  const unknown = error.params['additionalProperty'];
  return typeof unknown === 'string' ? unknown : (error.instancePath.split('/')[1] ?? '');
}

function allowed({ type, minimum, maximum, exclusiveMinimum }: Field): string {
  const what = type === 'integer' ? 'a whole number' : `a ${type}`;
  if (minimum !== undefined && maximum !== undefined) return `${what} from ${minimum} to ${maximum}`;
  if (exclusiveMinimum !== undefined && maximum !== undefined)
    return `${what} above ${exclusiveMinimum}, at most ${maximum}`;
  return what;
}
