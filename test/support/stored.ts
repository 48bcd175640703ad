import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { isRecord, listAt, recordAt, stringAt } from '../../api/json.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The composite that an object is composed for. */
export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
}

/**
 * What an API server holds after core applied a composed object: core's metadata, names, defaults, managed fields, and
 * what others had written into the object before.
 *
 * Throws, as the API server would refuse, where a Job's template changes.
 */
export function stored(manifest: Fields, key: string, owner: Owner, before: Fields | undefined): Fields {
  const own = recordAt(manifest, 'metadata');
  const { name, namespace } = recordAt(before, 'metadata');
  const uid = uidOf(`${owner.metadata.uid}/${key}`);
  const metadata = {
    ...own,
    name: name ?? own['name'] ?? `${owner.metadata.name}-${uid.slice(-12)}`,
    namespace: namespace ?? owner.metadata.namespace,
    uid,
    creationTimestamp: '2026-01-01T12:00:00Z',
    labels: { ...recordAt(own, 'labels'), 'crossplane.io/composite': owner.metadata.name },
    annotations: { ...recordAt(own, 'annotations'), 'crossplane.io/composition-resource-name': key },
    ownerReferences: [
      {
        apiVersion: owner.apiVersion,
        kind: owner.kind,
        name: owner.metadata.name,
        uid: owner.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  };
  const applied = { ...manifest, metadata };
  const { status, data } = before ?? {};
  const object = {
    ...(manifest['kind'] === 'Job' ? defaultedJob(applied, uid) : applied),
    metadata: { ...metadata, managedFields: [managedBy(applied)] },
    ...(status !== undefined && { status }),
    // The trainer's, who patches the ConfigMap.
    ...(data !== undefined && { data }),
  };
  if (before) refuseImmutable(before, object);
  return object;
}

function uidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function managedBy(applied: Fields) {
  return {
    manager: 'apiextensions.crossplane.io/composed/8f6a2c',
    operation: 'Apply',
    apiVersion: applied['apiVersion'],
    fieldsType: 'FieldsV1',
    fieldsV1: fieldSet(applied),
    time: '2026-01-01T12:00:00Z',
  };
}

/** Lists that are maps, by field name, with the keys of their items. */
const listKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  imagePullSecrets: ['name'],
  volumeMounts: ['mountPath'],
  ownerReferences: ['uid'],
};

/** Maps that have one owner as a whole. */
const atomic = ['nodeSelector', 'fieldRef', 'selector', 'podSelector', 'roleRef', 'secretRef'];

/** The FieldsV1 set of all that was applied, as an API server computes it for the kinds that are composed. */
function fieldSet(applied: Fields): Fields {
  const { apiVersion: _, kind: __, metadata, ...fields } = applied;
  const { name: ___, namespace: ____, uid: _____, creationTimestamp: ______, ...marked } = recordAt(metadata);
  return setOf({ ...(Object.keys(marked).length > 0 && { metadata: marked }), ...fields });
}

function setOf(value: Fields): Fields {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [`f:${name}`, setOfField(name, inner)]));
}

function setOfField(name: string, value: unknown): Fields {
  if (isRecord(value)) return atomic.includes(name) ? {} : setOf(value);
  const keys = name === 'ports' ? portKeys(value) : listKeys[name];
  if (!Array.isArray(value) || !keys) return {};
  const items = value.filter(isRecord).map((item) => {
    const key = Object.fromEntries(keys.map((field) => [field, item[field]]));
    return [`k:${JSON.stringify(key)}`, { '.': {}, ...setOf(item) }] as const;
  });
  return Object.fromEntries(items);
}

/** Ports of containers and of Services are maps; those of network policies are not. */
function portKeys(ports: unknown): readonly string[] | undefined {
  const [first] = Array.isArray(ports) ? ports : [];
  if (isRecord(first) && 'containerPort' in first) return ['containerPort', 'protocol'];
  return isRecord(first) && 'targetPort' in first ? ['port', 'protocol'] : undefined;
}

function defaultedJob(job: Fields, uid: string): Fields {
  const spec = recordAt(job, 'spec');
  const template = recordAt(spec, 'template');
  const labels = {
    ...recordAt(template, 'metadata', 'labels'),
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': stringAt(job, 'metadata', 'name'),
  };
  const pod = recordAt(template, 'spec');
  return {
    ...job,
    spec: {
      ...spec,
      manualSelector: false,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: {
        metadata: { ...recordAt(template, 'metadata'), labels },
        spec: {
          ...pod,
          containers: listAt(pod, 'containers').map(defaultedContainer),
          dnsPolicy: 'ClusterFirst',
          schedulerName: 'default-scheduler',
          serviceAccount: pod['serviceAccountName'],
        },
      },
    },
  };
}

function defaultedContainer(container: unknown): Fields {
  const env = listAt(container, 'env').map((entry) => {
    const fieldRef = recordAt(entry, 'valueFrom', 'fieldRef');
    if (Object.keys(fieldRef).length === 0) return entry;
    return { ...recordAt(entry), valueFrom: { fieldRef: { apiVersion: 'v1', ...fieldRef } } };
  });
  return {
    ...recordAt(container),
    env,
    imagePullPolicy: 'IfNotPresent',
    terminationMessagePath: '/dev/termination-log',
  };
}

const immutable = ['completions', 'completionMode', 'podFailurePolicy', 'template', 'selector'];

function refuseImmutable(before: Fields, after: Fields): void {
  if (after['kind'] !== 'Job') return;
  for (const field of immutable) {
    if (!isDeepStrictEqual(recordAt(before, 'spec')[field], recordAt(after, 'spec')[field])) {
      throw new Error(`Job ${stringAt(before, 'metadata', 'name')} is invalid: spec.${field}: field is immutable`);
    }
  }
}
