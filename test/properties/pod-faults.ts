import { at, isRecord, listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';
import type { Allowance } from './allowance.ts';
import type { Fields } from './any/word.ts';

/** What a Job's pods have that the policy, or the *restricted* Pod Security Standard, does not give them. */
export function podFaults(job: Fields, may: Allowance): readonly string[] {
  const pod = recordAt(job, 'spec', 'template', 'spec');
  const containers = [...listAt(pod, 'containers'), ...listAt(pod, 'initContainers')];
  const seconds = numberAt(job, 'spec', 'activeDeadlineSeconds') ?? Number.POSITIVE_INFINITY;
  const isWorker = stringAt(job, 'metadata', 'name')?.includes('-worker-') === true;
  return [
    ...containers.flatMap((container) => containerFaults(container, may)),
    ...listAt(pod, 'volumes').flatMap((volume) => volumeFaults(volume, may)),
    ...restrictedFaults(pod),
    ...(stringAt(pod, 'serviceAccountName')?.startsWith(may.name.slice(0, 40)) === true
      ? []
      : ["uses another's identity"]),
    ...(isWorker && (numberAt(job, 'spec', 'completions') ?? 0) > may.maxWorkers ? ['has too many workers'] : []),
    ...(seconds > may.maxSeconds ? [`may run for ${seconds} s`] : []),
  ];
}

function containerFaults(container: unknown, may: Allowance): readonly string[] {
  const image = stringAt(container, 'image') ?? '';
  const variable = (name: string) =>
    stringAt(
      listAt(container, 'env').find((entry) => stringAt(entry, 'name') === name),
      'value',
    );
  const artifacts = variable('CROSSTRAIN_ARTIFACTS');
  const inputs: unknown = JSON.parse((variable('CROSSTRAIN_INPUTS') ?? '[]').replaceAll('$$', '$'));
  const uris = [
    ...(Array.isArray(inputs) ? inputs : []).map((input) => stringAt(input, 'uri')),
    artifacts,
    variable('SOURCE_URL'),
  ];
  const asked = Object.keys(recordAt(container, 'resources', 'limits')).filter((resource) => resource.includes('/'));
  return [
    ...(may.images.includes(image) ? [] : [`runs ${image}`]),
    ...uris.filter((uri) => uri !== undefined && !uri.startsWith('/') && !may.mayUse(uri)).map((uri) => `uses ${uri}`),
    ...(asked.length > 0 && may.accelerators.length === 0 ? [`asks for ${asked.join()}`] : []),
    ...listAt(container, 'env').flatMap((entry) =>
      isRecord(at(entry, 'valueFrom', 'secretKeyRef')) ? ['reads a Secret'] : [],
    ),
    ...(isUnprivileged(recordAt(container, 'securityContext')) ? [] : ['is privileged']),
  ];
}

function isUnprivileged(context: Fields): boolean {
  return (
    context['allowPrivilegeEscalation'] === false &&
    context['readOnlyRootFilesystem'] === true &&
    context['privileged'] !== true &&
    JSON.stringify(context['capabilities']) === '{"drop":["ALL"]}'
  );
}

function volumeFaults(volume: unknown, may: Allowance): readonly string[] {
  const [source, ...others] = Object.keys(recordAt(volume)).filter((field) => field !== 'name');
  const claim = stringAt(volume, 'persistentVolumeClaim', 'claimName');
  const isSafe =
    others.length === 0 && ['emptyDir', 'configMap', 'secret', 'persistentVolumeClaim'].includes(source ?? '');
  const isOwn = claim === `${may.name}-artifacts` || claim?.startsWith(may.name.slice(0, 30)) === true;
  // A folder of a claim may be allowed where the claim as a whole is not; the claim's own name tells whose it is.
  const isAllowed =
    claim === undefined ||
    isOwn ||
    may.mayUse(`pvc://${claim}/x`) ||
    may.mayUse(`pvc://${claim}/runs/${may.namespace}/x`);
  const secret = stringAt(volume, 'secret', 'secretName');
  return [
    ...(isSafe ? [] : [`mounts ${source}`]),
    ...(isAllowed ? [] : [`mounts claim ${claim}`]),
    ...(secret === undefined || secret.startsWith(may.name.slice(0, 30)) ? [] : [`mounts secret ${secret}`]),
  ];
}

function restrictedFaults(pod: Fields): readonly string[] {
  const context = recordAt(pod, 'securityContext');
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers', 'runtimeClassName'].filter((field) => field in pod),
    ...(context['runAsNonRoot'] === true && Number(context['runAsUser']) > 0 ? [] : ['may run as root']),
    ...(stringAt(context, 'seccompProfile', 'type') === 'RuntimeDefault' ? [] : ['has no seccomp profile']),
  ];
}
