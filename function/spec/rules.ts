import type { FieldError } from '../../api/field-error.ts';
import type { TrainingRunSpec as Document } from '../../api/kinds/training-run.gen.ts';
import { placeRules } from './place-rules.ts';
import { podRules } from './pod-rules.ts';
import { promotionRules } from './promotion-rules.ts';
import { given, unless, type Rule } from './rule.ts';

/**
 * The rules between fields, as the definition's CEL states them for the API server, in its words. They are checked here
 * again because not every caller has one: a render has none, and an older definition may be installed.
 */
const rules: readonly Rule[] = [
  oneTrainer,
  oneSource,
  parameterServers,
  ownVariables,
  ...podRules,
  ...placeRules,
  ...promotionRules,
  inputs,
  artifacts,
  budget,
  uniqueNames,
];

/** Every rule that a spec breaks. */
export function ruleErrors(spec: Document): readonly FieldError[] {
  return rules.flatMap((rule) => rule(spec));
}

function oneTrainer({ trainer }: Document): readonly FieldError[] {
  const { recipe, module, image, source, command, args } = trainer;
  return [
    ...unless(
      given(recipe, module, image) === 1,
      'spec.trainer',
      'exactly one of recipe, module and image must be set',
    ),
    ...unless(
      module === undefined || source !== undefined,
      'spec.trainer.source',
      'module needs source: where the code comes from',
    ),
    ...unless(
      recipe === undefined || source === undefined,
      'spec.trainer.source',
      'source goes with module or image; a recipe brings its own code',
    ),
    ...unless(module?.includes('..') !== true, 'spec.trainer.module', "module must stay inside the source: no '..'"),
    ...unless(
      given(recipe, module) === 0 || given(command, args) === 0,
      'spec.trainer',
      'command and args go with image; recipe and module take hyperparameters',
    ),
  ];
}

function oneSource({ trainer: { source } }: Document): readonly FieldError[] {
  if (!source) return [];
  const { configMapRef, git, uri } = source;
  return [
    ...unless(
      given(configMapRef, git, uri) === 1,
      'spec.trainer.source',
      'exactly one of configMapRef, git and uri must be set',
    ),
    ...unless(uri?.includes('..') !== true, 'spec.trainer.source.uri', "the path must not contain '..'"),
  ];
}

function parameterServers({ strategy, parameterServers: count }: Document): readonly FieldError[] {
  const path = 'spec.parameterServers';
  if (strategy === 'ParameterServer')
    return unless(count !== undefined, path, 'parameterServers is required with strategy ParameterServer');
  return unless(
    count === undefined,
    path,
    'parameterServers needs strategy ParameterServer; with AllReduce leave it out',
  );
}

function ownVariables({ trainer: { env = [] } }: Document): readonly FieldError[] {
  return env.flatMap(({ name }, index) =>
    unless(
      name !== 'TF_CONFIG' && !name.startsWith('CROSSTRAIN_'),
      `spec.trainer.env[${index}].name`,
      'TF_CONFIG and names that begin with CROSSTRAIN_ are set by crosstrain',
    ),
  );
}

/** Whether a URI stays below its own path; readers of https decode `%2e`. */
function staysBelow(uri: string): boolean {
  return !uri.replaceAll(/%2e/gi, '.').includes('..');
}

function inputs({ data }: Document): readonly FieldError[] {
  return (data?.inputs ?? []).flatMap(({ uri }, index) =>
    unless(staysBelow(uri), `spec.data.inputs[${index}].uri`, "uri must not contain '..'"),
  );
}

function artifacts({ artifacts: { uri, storage, retentionPolicy } = {} }: Document): readonly FieldError[] {
  return [
    ...unless(uri === undefined || staysBelow(uri), 'spec.artifacts.uri', "uri must not contain '..'"),
    ...unless(
      retentionPolicy !== 'Delete' || uri === undefined,
      'spec.artifacts.uri',
      "uri cannot go with retentionPolicy Delete: only the run's own claim is deleted with the run",
    ),
    ...unless(
      retentionPolicy === 'Delete' || storage === undefined,
      'spec.artifacts.storage',
      "storage needs retentionPolicy Delete: it is the size of the run's own claim",
    ),
  ];
}

function budget({ budget: limits }: Document): readonly FieldError[] {
  if (!limits) return [];
  return [
    ...unless(
      given(limits.maxHourlyUSD, limits.totalUSD) > 0,
      'spec.budget',
      'set maxHourlyUSD, totalUSD or both, or leave budget out',
    ),
    ...(['maxHourlyUSD', 'totalUSD'] as const).flatMap((field) =>
      unless(
        limits[field] === undefined || Number(limits[field]) > 0,
        `spec.budget.${field}`,
        `${field} must be more than 0`,
      ),
    ),
  ];
}

/** Lists that are maps by name: of two items one would be lost. */
function uniqueNames(spec: Document): readonly FieldError[] {
  const lists: Readonly<Record<string, readonly { readonly name: string }[] | undefined>> = {
    'spec.trainer.env': spec.trainer.env,
    'spec.volumes': spec.volumes,
    'spec.imagePullSecrets': spec.imagePullSecrets,
    'spec.data.inputs': spec.data?.inputs,
    'spec.secrets': spec.secrets,
  };
  return Object.entries(lists).flatMap(([path, items = []]) =>
    items.flatMap(({ name }, index) => {
      const first = items.findIndex((item) => item.name === name);
      return unless(first === index, `${path}[${index}]`, `has the same name as item ${first}`);
    }),
  );
}
