import type { MountedVolume } from '../../plan/volumes.ts';

/** The pod's volumes. */
export function volumes(mounted: readonly MountedVolume[]) {
  return mounted.map(({ name, readOnly, source }) => ({ name, ...volumeSource(source, readOnly) }));
}

/** Where the trainer container sees them. */
export function mounts(mounted: readonly MountedVolume[]) {
  return mounted.map(({ name, mountPath, subPath, readOnly }) => ({
    name,
    mountPath,
    ...(subPath !== undefined && { subPath }),
    ...(readOnly && { readOnly }),
  }));
}

function volumeSource(source: MountedVolume['source'], readOnly: boolean) {
  switch (source.type) {
    case 'Claim':
      return { persistentVolumeClaim: { claimName: source.claimName, ...(readOnly && { readOnly }) } };
    case 'ConfigMap':
      return { configMap: { name: source.name } };
    case 'Secret':
      // 0440: read by the pod's own group alone.
      return { secret: { secretName: source.name, defaultMode: 0o440 } };
    case 'ProvidedSecret':
      return {
        csi: {
          driver: 'secrets-store.csi.k8s.io',
          readOnly: true,
          volumeAttributes: { secretProviderClass: source.name },
        },
      };
    case 'EmptyDir':
      return {
        emptyDir: {
          ...(source.inMemory === true && { medium: 'Memory' }),
          ...(source.sizeLimit !== undefined && { sizeLimit: source.sizeLimit }),
        },
      };
  }
}
