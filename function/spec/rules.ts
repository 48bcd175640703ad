import type { FieldError } from '../../api/field-error.ts';
import type { TrainingRunSpec as Document } from '../../api/kinds/training-run.gen.ts';
import { folders } from '../../api/trainer-contract/environment.ts';

/**
 * The rules between fields, as the definition's CEL states them for the API server. They are checked here again because
 * not every caller has one: a render has none, and an older definition may be installed.
 */
const rules: readonly ((spec: Document) => readonly FieldError[])[] = [
  oneTrainer,
  oneSource,
  parameterServers,
  ownVariables,
  mountPaths,
  podMetadata,
];

/** Every rule that a spec breaks. */
export function ruleErrors(spec: Document): readonly FieldError[] {
  return rules.flatMap((rule) => rule(spec));
}

function oneTrainer({ trainer }: Document): readonly FieldError[] {
  const given = (['recipe', 'module', 'image'] as const).filter((field) => trainer[field] !== undefined);
  if (given.length !== 1) {
    return [
      {
        path: 'spec.trainer',
        message: `exactly one of recipe, module and image must be set, not ${given.length === 0 ? 'none' : given.join(' and ')}`,
      },
    ];
  }
  if (trainer.module !== undefined && !trainer.source)
    return [{ path: 'spec.trainer.source', message: 'module needs source: where the code comes from' }];
  if (trainer.module?.split('/').includes('..') === true)
    return [{ path: 'spec.trainer.module', message: "module must stay inside the source: no '..'" }];
  if (trainer.image === undefined && (trainer.command || trainer.args)) {
    return [
      { path: 'spec.trainer', message: 'command and args go with image; recipe and module take hyperparameters' },
    ];
  }
  return [];
}

function oneSource({ trainer: { source } }: Document): readonly FieldError[] {
  if (!source) return [];
  const given = (['configMapRef', 'git', 'uri'] as const).filter((field) => source[field] !== undefined);
  if (given.length !== 1)
    return [{ path: 'spec.trainer.source', message: 'exactly one of configMapRef, git and uri must be set' }];
  if (source.uri?.split('/').includes('..') === true)
    return [{ path: 'spec.trainer.source.uri', message: "the path must not contain '..'" }];
  return [];
}

function parameterServers({ strategy, parameterServers: count }: Document): readonly FieldError[] {
  const path = 'spec.parameterServers';
  if (strategy === 'ParameterServer' && count === undefined)
    return [{ path, message: 'is required with strategy ParameterServer' }];
  if (strategy !== 'ParameterServer' && count !== undefined)
    return [{ path, message: 'needs strategy ParameterServer; with AllReduce leave it out' }];
  return [];
}

function ownVariables({ trainer }: Document): readonly FieldError[] {
  return (trainer.env ?? []).flatMap(({ name }, index) =>
    name === 'TF_CONFIG' || name.startsWith('CROSSTRAIN_')
      ? [
          {
            path: `spec.trainer.env[${index}].name`,
            message: 'TF_CONFIG and names that begin with CROSSTRAIN_ are set by crosstrain',
          },
        ]
      : [],
  );
}

/** Folders that a user's volume must not cover. */
const taken = ['/crosstrain', folders.temporary, '/dev', '/proc', '/sys', '/var/run/secrets'];

function mountPaths({ volumes = [], secrets = [], data }: Document): readonly FieldError[] {
  const mounts = [
    ...volumes.map(({ mountPath }, index) => ({ path: `spec.volumes[${index}].mountPath`, mountPath })),
    ...secrets.map(({ mountPath }, index) => ({ path: `spec.secrets[${index}].mountPath`, mountPath })),
  ];
  const errors: FieldError[] = [];
  for (const [index, { path, mountPath }] of mounts.entries()) {
    if (mountPath.split('/').includes('..')) errors.push({ path, message: "must not contain '..'" });
    else if (taken.some((folder) => mountPath === folder || mountPath.startsWith(`${folder}/`))) {
      errors.push({
        path,
        message: `${mountPath} is in a folder of crosstrain's or the system's (${taken.join(', ')})`,
      });
    } else if (mounts.findIndex((other) => other.mountPath === mountPath) !== index) {
      errors.push({ path, message: `${mountPath} is used twice` });
    }
  }
  for (const [index, { uri }] of (data?.inputs ?? []).entries()) {
    if (uri.split('/').includes('..'))
      errors.push({ path: `spec.data.inputs[${index}].uri`, message: "must not contain '..'" });
  }
  return errors;
}

/** Label and annotation prefixes that select pods or change how they are confined. */
const reserved = [
  'crosstrain.dev/',
  'batch.kubernetes.io/',
  'crossplane.io/',
  'seccomp.security.alpha.kubernetes.io/',
  'container.seccomp.security.alpha.kubernetes.io/',
  'container.apparmor.security.beta.kubernetes.io/',
];

function podMetadata({ podLabels = {}, podAnnotations = {} }: Document): readonly FieldError[] {
  const check = (path: string, keys: readonly string[]) =>
    keys
      .filter(
        (key) => key === 'job-name' || key === 'controller-uid' || reserved.some((prefix) => key.startsWith(prefix)),
      )
      .map((key) => ({ path, message: `${key} is reserved` }));
  return [
    ...check('spec.podLabels', Object.keys(podLabels)),
    ...check('spec.podAnnotations', Object.keys(podAnnotations)),
  ];
}
