import type { FieldError } from '../../api/field-error.ts';
import { defaultImages, type Policy } from '../policy/policy.ts';
import type { TrainingRunSpec } from '../spec/training-run.ts';
import type { Refusal } from './refusal.ts';

/** Whose run is checked, and where its artifacts go unless it says otherwise. */
export interface RunPlace {
  readonly namespace: string;
  readonly defaultArtifactsURI?: string;
  /** Whether the cluster brings a store of its own to read secrets from. */
  readonly hasSecretStore?: boolean;
}

type Check = (spec: TrainingRunSpec, policy: Policy, place: RunPlace) => readonly FieldError[];

/** Each thing that policy can forbid. A run may only tighten. */
const checks: readonly Check[] = [imageRegistry, uris, artifacts, secretStore, workerCount, deadlineCap];

/** Why policy does not allow this run, all objections at once; `undefined` where it does. */
export function policyRefusal(spec: TrainingRunSpec, policy: Policy, place: RunPlace): Refusal | undefined {
  const errors = checks.flatMap((check) => check(spec, policy, place));
  return errors.length > 0 ? { reason: 'OutsidePolicy', errors } : undefined;
}

function imageRegistry({ trainer }: TrainingRunSpec, { allow, images }: Policy): readonly FieldError[] {
  if (trainer.type !== 'Image') return [];
  const image = fullReference(trainer.image);
  const allowed = [...allow.registries.map(fullPrefix), ...[images.trainer, defaultImages.trainer].map(fullReference)];
  if (allowed.some((prefix) => isImageBelow(image, prefix))) return [];
  return [
    {
      path: 'spec.trainer.image',
      message: `${trainer.image} is from none of the registries that policy allows (${list(allow.registries)})`,
    },
  ];
}

interface Asked {
  readonly path: string;
  readonly uri: string;
}

/** Everything that a run reads or writes beyond itself; a claim is a URI too, however it is mounted. */
function uris(spec: TrainingRunSpec, { allow }: Policy): readonly FieldError[] {
  const { source } = spec.trainer;
  const asked: readonly Asked[] = [
    ...spec.inputs.map(({ uri }, index) => ({ path: `spec.data.inputs[${index}].uri`, uri })),
    ...(source?.type === 'Claim' ? [{ path: 'spec.trainer.source.uri', uri: claimURI(source.claim) }] : []),
    ...(source?.type === 'Git' ? [{ path: 'spec.trainer.source.git.url', uri: source.url }] : []),
    ...spec.volumes.flatMap(({ source: volume }, index) =>
      volume.type === 'Claim'
        ? [
            {
              path: `spec.volumes[${index}].persistentVolumeClaim.claimName`,
              uri: claimURI({ name: volume.claimName, path: '' }),
            },
          ]
        : [],
    ),
  ];
  return outside(asked, allow.uriPrefixes, allow.uriPrefixes);
}

/** Where cluster or policy says that artifacts go is always allowed, and below it what is the namespace's own. */
function artifacts(spec: TrainingRunSpec, { allow }: Policy, place: RunPlace): readonly FieldError[] {
  const { uri } = spec.artifacts;
  const fallback = place.defaultArtifactsURI;
  if (uri === undefined || uri === fallback) return [];
  const own = fallback === undefined ? [] : [`${fallback.replace(/\/+$/, '')}/${place.namespace}`];
  const prefixes = [...allow.uriPrefixes, ...own];
  return outside([{ path: 'spec.artifacts.uri', uri }], prefixes, allow.uriPrefixes);
}

function outside(
  asked: readonly Asked[],
  prefixes: readonly string[],
  named: readonly string[],
): readonly FieldError[] {
  return asked
    .filter(({ uri }) => !prefixes.some((prefix) => isURIBelow(uri, prefix)))
    .map(({ path, uri }) => ({
      path,
      message: `${uri} is below none of the prefixes that policy allows (${list(named)})`,
    }));
}

function secretStore(spec: TrainingRunSpec, policy: Policy, { hasSecretStore }: RunPlace): readonly FieldError[] {
  if (spec.secrets.length === 0 || policy.secretStore || hasSecretStore === true) return [];
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

/** Whether a URI is the prefix or lies below it, by whole segments: `s3://data` does not allow `s3://database`. */
function isURIBelow(uri: string, prefix: string): boolean {
  return uri === prefix || uri.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}

/** The same for images, whose last segment may have a tag or a digest; a port belongs to its registry. */
function isImageBelow(image: string, prefix: string): boolean {
  if (isURIBelow(image, prefix)) return true;
  return prefix.includes('/') && (image.startsWith(`${prefix}:`) || image.startsWith(`${prefix}@`));
}

/** An image with the registry that container engines assume: `python:3.12` is `docker.io/library/python:3.12`. */
function fullReference(image: string): string {
  const [first = '', second, ...rest] = image.split('/');
  if (second === undefined) return `docker.io/library/${image}`;
  if (!/[.:]|^localhost$/.test(first)) return `docker.io/${image}`;
  return first === 'docker.io' && rest.length === 0 ? `docker.io/library/${second}` : image;
}

/** A prefix of such references, which may also be a registry alone (with a dot or a port), or an account of docker.io. */
function fullPrefix(prefix: string): string {
  const [first = '', second] = prefix.split('/');
  if (second === undefined) {
    const isRegistry = /^(localhost|[^:]*\.[^:]*|[^.:]+(?=:\d+$))(:\d+)?$/.test(first);
    return isRegistry ? prefix : `docker.io/library/${prefix}`;
  }
  return /[.:]|^localhost$/.test(first) ? prefix : `docker.io/${prefix}`;
}

function list(values: readonly string[]): string {
  return values.length > 0 ? values.join(', ') : 'none';
}
