import { folders } from '../../api/trainer-contract/environment.ts';
import { claim, type Claim, type TrainingRunSpec } from '../spec/training-run.ts';

/** A volume of the pod and where the trainer sees it. */
export interface MountedVolume {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly: boolean;
  readonly source:
    | { readonly type: 'Claim'; readonly claimName: string }
    | { readonly type: 'ConfigMap'; readonly name: string }
    | { readonly type: 'Secret'; readonly name: string; readonly key: string }
    /** A SecretProviderClass: from the cloud's own store, with the pod's own identity. */
    | { readonly type: 'ProvidedSecret'; readonly name: string }
    | { readonly type: 'EmptyDir'; readonly sizeLimit?: string; readonly inMemory?: boolean };
}

/** Where artifacts go: what the trainer is told, and the claim that is mounted for it, if one is. */
export interface ArtifactsPlan {
  /** Folder or object-store URI for the trainer. */
  readonly location: string;
  /** The URI that the platform knows it by; absent for the run's own claim. */
  readonly uri?: string;
  readonly claim?: Claim;
  /** Of the run's own claim: only one pod, or several at once. */
  readonly accessMode: 'ReadWriteOnce' | 'ReadWriteMany';
}

/** The run's own part of an artifacts URI: `<uri>/<namespace>/<run>`. */
export function ownArtifactsURI(
  uri: string,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): string {
  return `${uri.replace(/\/+$/, '')}/${namespace}/${name}`;
}

/** Where artifacts go; `own` is the run's own part of a URI, absent for a claim that lives as long as the run. */
export function artifactsPlan(own: string | undefined, ownClaim: string, pods: number): ArtifactsPlan {
  const accessMode = pods > 1 ? 'ReadWriteMany' : 'ReadWriteOnce';
  if (own === undefined) return { location: folders.artifacts, claim: { name: ownClaim, path: '' }, accessMode };
  const mounted = claim(own);
  return mounted
    ? { location: folders.artifacts, uri: own, claim: mounted, accessMode }
    : { location: own, uri: own, accessMode };
}

/** Every volume that the trainer container mounts, in a fixed order. */
export function mountedVolumes(
  spec: TrainingRunSpec,
  artifacts: ArtifactsPlan,
  sharedMemory: string,
  secrets: { readonly names: ReadonlyMap<string, string>; readonly areProvided: boolean },
): readonly MountedVolume[] {
  return [
    { name: 'tmp', mountPath: folders.temporary, readOnly: false, source: { type: 'EmptyDir' } },
    {
      name: 'shared-memory',
      mountPath: '/dev/shm',
      readOnly: false,
      source: { type: 'EmptyDir', sizeLimit: sharedMemory, inMemory: true },
    },
    ...sourceVolume(spec),
    ...(artifacts.claim ? [claimVolume('artifacts', folders.artifacts, artifacts.claim, false)] : []),
    ...spec.inputs.flatMap(({ name, uri, access }) => {
      const mounted = claim(uri);
      return mounted ? [claimVolume(`input-${name}`, `${folders.inputs}/${name}`, mounted, access === 'ReadOnly')] : [];
    }),
    ...spec.secrets.map(({ name, mountPath, key }): MountedVolume => ({
      name: `secret-${name}`,
      mountPath,
      readOnly: true,
      source: secrets.areProvided
        ? { type: 'ProvidedSecret', name: secrets.names.get(name) ?? name }
        : { type: 'Secret', name: secrets.names.get(name) ?? name, key },
    })),
    ...spec.volumes.map(userVolume),
  ];
}

function sourceVolume({ trainer: { source } }: TrainingRunSpec): readonly MountedVolume[] {
  const volume = { name: 'source', mountPath: folders.source, readOnly: true };
  switch (source?.type) {
    case undefined:
      return [];
    case 'ConfigMap':
      return [{ ...volume, source: { type: 'ConfigMap', name: source.name } }];
    case 'Git':
      return [{ ...volume, source: { type: 'EmptyDir' } }];
    case 'Claim':
      return [claimVolume(volume.name, volume.mountPath, source.claim, true)];
  }
}

function userVolume({ name, mountPath, source }: TrainingRunSpec['volumes'][number]): MountedVolume {
  // Prefixed, so that a user's name never meets one of ours.
  const volume = { name: `volume-${name}`, mountPath };
  switch (source.type) {
    case 'Claim':
      return { ...volume, readOnly: source.readOnly, source: { type: 'Claim', claimName: source.claimName } };
    case 'ConfigMap':
      return { ...volume, readOnly: true, source };
    case 'EmptyDir':
      return { ...volume, readOnly: false, source };
  }
}

function claimVolume(
  name: string,
  mountPath: string,
  { name: claimName, path }: Claim,
  readOnly: boolean,
): MountedVolume {
  return { name, mountPath, ...(path !== '' && { subPath: path }), readOnly, source: { type: 'Claim', claimName } };
}
