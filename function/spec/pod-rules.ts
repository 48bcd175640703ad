import { posix } from 'node:path';
import type { FieldError } from '../../api/field-error.ts';
import type { TrainingRunSpec as Document } from '../../api/kinds/training-run.gen.ts';
import { folders } from '../../api/trainer-contract/environment.ts';
import { given, unless, type Rule } from './rule.ts';

/** The rules on what a run may change about its pods. */
export const podRules: readonly Rule[] = [volumes, secrets, tolerations, podMetadata];

/** Folders that a user's volume must not cover. */
const taken = ['/crosstrain', folders.temporary, '/dev', '/proc', '/sys', '/var/run/secrets'];

function mountPath(path: string, at: string): readonly FieldError[] {
  const clean = posix.normalize(path.replace(/^\/+/, '/'));
  const isFree = !taken.some((folder) => clean === folder || clean.startsWith(`${folder}/`));
  return unless(
    isFree && !path.includes('..'),
    at,
    "mountPath must not contain '..' nor lie in /crosstrain, /tmp, /dev, /proc, /sys or /var/run/secrets",
  );
}

function areDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

function volumes({ volumes: all = [] }: Document): readonly FieldError[] {
  return [
    ...unless(
      areDistinct(all.map((volume) => volume.mountPath)),
      'spec.volumes',
      'every volume needs a mountPath of its own',
    ),
    ...all.flatMap((volume, index) => [
      ...unless(
        given(volume.persistentVolumeClaim, volume.configMap, volume.emptyDir) === 1,
        `spec.volumes[${index}]`,
        'exactly one of persistentVolumeClaim, configMap and emptyDir must be set',
      ),
      ...unless(
        !volume.name.startsWith('crosstrain'),
        `spec.volumes[${index}].name`,
        "names that begin with crosstrain are crosstrain's own",
      ),
      ...mountPath(volume.mountPath, `spec.volumes[${index}].mountPath`),
    ]),
  ];
}

function secrets({ secrets: all = [], volumes: beside = [] }: Document): readonly FieldError[] {
  return [
    ...unless(
      areDistinct(all.map((secret) => secret.mountPath)),
      'spec.secrets',
      'every secret needs a mountPath of its own',
    ),
    ...unless(
      !all.some((secret) => beside.some((volume) => volume.mountPath === secret.mountPath)),
      'spec.secrets',
      'a secret and a volume cannot have the same mountPath',
    ),
    ...all.flatMap((secret, index) => [
      ...unless(!secret.key.includes('..'), `spec.secrets[${index}].key`, "key must not contain '..'"),
      ...mountPath(secret.mountPath, `spec.secrets[${index}].mountPath`),
    ]),
  ];
}

function tolerations({ podTemplateOverrides }: Document): readonly FieldError[] {
  return (podTemplateOverrides?.tolerations ?? []).flatMap((toleration, index) => {
    const path = `spec.podTemplateOverrides.tolerations[${index}]`;
    const { key, operator, value, effect, tolerationSeconds } = toleration;
    return [
      ...unless(key !== undefined, path, "a toleration needs a key: one without bears every taint, a lost node's too"),
      ...unless(operator !== 'Exists' || value === undefined, path, 'value goes with operator Equal'),
      ...unless(
        tolerationSeconds === undefined || effect === 'NoExecute',
        path,
        'tolerationSeconds goes with effect NoExecute',
      ),
    ];
  });
}

/** Prefixes of labels that select pods. */
const takenLabels = /^(crosstrain\.dev\/|batch\.kubernetes\.io\/|crossplane\.io\/|job-name$|controller-uid$)/;
/** Prefixes of annotations that number pods or change how they are confined. */
const takenAnnotations =
  /^(crosstrain\.dev\/|batch\.kubernetes\.io\/|(container\.)?seccomp\.security\.alpha\.kubernetes\.io\/|container\.apparmor\.security\.beta\.kubernetes\.io\/)/;

function podMetadata({ podLabels = {}, podAnnotations = {} }: Document): readonly FieldError[] {
  return [
    ...unless(
      !Object.keys(podLabels).some((key) => takenLabels.test(key)),
      'spec.podLabels',
      'labels of crosstrain.dev, crossplane.io and the Job controller (batch.kubernetes.io, job-name, controller-uid) are taken',
    ),
    ...unless(
      !Object.keys(podAnnotations).some((key) => takenAnnotations.test(key)),
      'spec.podAnnotations',
      'annotations of crosstrain.dev and batch.kubernetes.io are taken, those of seccomp and AppArmor would weaken the pod',
    ),
  ];
}
