import type { FieldError } from '../../api/field-error.ts';
import { defaultImages, type Policy } from '../policy/policy.ts';
import type { TrainingRunSpec } from '../spec/training-run.ts';
import type { Refusal } from './refusal.ts';

type Check = (spec: TrainingRunSpec, policy: Policy) => readonly FieldError[];

/** Each thing that policy can forbid. A run may only tighten. */
const checks: readonly Check[] = [imageRegistry, uris, secretStore, workerCount, deadlineCap];

/** Why policy does not allow this run, all objections at once; `undefined` where it does. */
export function policyRefusal(spec: TrainingRunSpec, policy: Policy): Refusal | undefined {
  const errors = checks.flatMap((check) => check(spec, policy));
  return errors.length > 0 ? { reason: 'OutsidePolicy', errors } : undefined;
}

function imageRegistry({ trainer }: TrainingRunSpec, { allow, images }: Policy): readonly FieldError[] {
  if (trainer.type !== 'Image') return [];
  const image = fullReference(trainer.image);
  const allowed = [...allow.registries, images.trainer, defaultImages.trainer].some((prefix) =>
    isBelow(image, fullReference(prefix)),
  );
  return allowed
    ? []
    : [
        {
          path: 'spec.trainer.image',
          message: `${trainer.image} is from none of the registries that policy allows (${list(allow.registries)})`,
        },
      ];
}

function uris(spec: TrainingRunSpec, { allow }: Policy): readonly FieldError[] {
  const asked = [
    ...spec.inputs.map(({ uri }, index) => ({ path: `spec.data.inputs[${index}].uri`, uri })),
    ...(spec.artifacts.uri === undefined ? [] : [{ path: 'spec.artifacts.uri', uri: spec.artifacts.uri }]),
    ...(spec.trainer.source?.type === 'Claim'
      ? [{ path: 'spec.trainer.source.uri', uri: claimURI(spec.trainer.source.claim) }]
      : []),
  ];
  return asked
    .filter(({ uri }) => !allow.uriPrefixes.some((prefix) => isBelow(uri, prefix)))
    .map(({ path, uri }) => ({
      path,
      message: `${uri} is below none of the prefixes that policy allows (${list(allow.uriPrefixes)})`,
    }));
}

function secretStore(spec: TrainingRunSpec, policy: Policy): readonly FieldError[] {
  if (spec.secrets.length === 0 || policy.secretStore) return [];
  return [{ path: 'spec.secrets', message: 'policy names no secretStore to read secrets from' }];
}

function workerCount({ workers }: TrainingRunSpec, { caps }: Policy): readonly FieldError[] {
  if (caps.maxWorkers === undefined || workers <= caps.maxWorkers) return [];
  return [{ path: 'spec.workers', message: `is ${workers}, but policy allows at most ${caps.maxWorkers}` }];
}

function deadlineCap({ activeDeadlineSeconds }: TrainingRunSpec, { caps }: Policy): readonly FieldError[] {
  const cap = caps.maxActiveDeadlineSeconds;
  if (activeDeadlineSeconds === undefined || cap === undefined || activeDeadlineSeconds <= cap) return [];
  return [
    { path: 'spec.activeDeadlineSeconds', message: `is ${activeDeadlineSeconds}, but policy allows at most ${cap}` },
  ];
}

function claimURI({ name, path }: { readonly name: string; readonly path: string }): string {
  return path === '' ? `pvc://${name}` : `pvc://${name}/${path}`;
}

/** Whether a reference is the prefix itself or lies below it, at a boundary: `s3://data` does not allow `s3://database`. */
function isBelow(reference: string, prefix: string): boolean {
  if (!reference.startsWith(prefix)) return false;
  const next = reference.charAt(prefix.length);
  return next === '' || /[/:@]$/.test(prefix) || /[/:@]/.test(next);
}

/** An image with the registry that container engines assume: `python:3.12` is `docker.io/library/python:3.12`. */
function fullReference(image: string): string {
  const [first = '', ...rest] = image.split('/');
  if (rest.length === 0)
    return /^[^:@]+\.[^:@]+/.test(image) && !image.includes(':') ? image : `docker.io/library/${image}`;
  return first.includes('.') || first.includes(':') || first === 'localhost' ? image : `docker.io/${image}`;
}

function list(values: readonly string[]): string {
  return values.length > 0 ? values.join(', ') : 'none';
}
