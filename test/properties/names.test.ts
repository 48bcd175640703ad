import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { at, isRecord, listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';
import { anyEdit, anyLoss, lived, lives } from './any/life.ts';
import { anyWorld } from './any/world.ts';
import { holds } from './holds.ts';

const anyLife = fc.tuple(anyWorld, lives(anyEdit, anyLoss));

// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const serviceLabel = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const subdomain = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualified = /^((?=.{1,253}\/)[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
/** https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports */
const portName = /^(?=.{1,15}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

test('every name that is given is one that Kubernetes takes, whatever run and namespace are called', () => {
  holds({ of: anyLife, cases: 100 }, ([world, life], tally) => {
    for (const { response, after } of lived(world, life)) {
      tally.saw(response);
      for (const [key, object] of Object.entries(after.observed)) {
        expect([key, ...badNames(object)]).toEqual([key]);
      }
    }
  });
});

/** Each name in an object that the API server would refuse, as `what: name`. */
function badNames(object: unknown): readonly string[] {
  const kind = stringAt(object, 'kind');
  const metadata = recordAt(object, 'metadata');
  const inner = at(object, 'spec', 'forProvider', 'manifest');
  return [
    ...bad('metadata.name', kind === 'Service' ? serviceLabel : subdomain, [metadata['name']]),
    ...bad(
      'metadata.namespace',
      label,
      isRecord(inner) || metadata['namespace'] === undefined ? [] : [metadata['namespace']],
    ),
    ...badLabels('labels', metadata['labels']),
    ...badLabels('labels of nodes', kind === 'NodeGroup' ? at(object, 'spec', 'forProvider', 'labels') : {}),
    ...bad('annotation', qualified, Object.keys(recordAt(metadata, 'annotations'))),
    ...(kind === 'Job' ? badInJob(object) : []),
    ...(kind === 'Service'
      ? bad(
          'port',
          portName,
          listAt(object, 'spec', 'ports').map((port) => stringAt(port, 'name')),
        )
      : []),
    ...(isRecord(inner) ? badNames(inner) : []),
  ];
}

function badInJob(job: unknown): readonly string[] {
  const template = recordAt(job, 'spec', 'template');
  const pod = recordAt(template, 'spec');
  const containers = [...listAt(pod, 'containers'), ...listAt(pod, 'initContainers')];
  const lastIndex = (numberAt(job, 'spec', 'completions') ?? 1) - 1;
  const named = (list: readonly unknown[]) => list.map((item) => stringAt(item, 'name'));
  return [
    // The pods' hostnames: their names in DNS.
    ...bad('hostname', label, [`${stringAt(job, 'metadata', 'name')}-${lastIndex}`]),
    ...bad('subdomain', label, [pod['subdomain']]),
    ...bad('serviceAccountName', subdomain, [pod['serviceAccountName']]),
    ...bad('volume', label, named(listAt(pod, 'volumes'))),
    ...twice('volume', named(listAt(pod, 'volumes'))),
    ...bad('container', label, named(containers)),
    ...containers.flatMap((container) => [
      ...bad('port', portName, named(listAt(container, 'ports'))),
      ...twice('variable', named(listAt(container, 'env'))),
      ...twice(
        'mount',
        listAt(container, 'volumeMounts').map((mount) => stringAt(mount, 'mountPath')),
      ),
    ]),
    ...badLabels('pod labels', at(template, 'metadata', 'labels')),
    ...bad('pod annotation', qualified, Object.keys(recordAt(template, 'metadata', 'annotations'))),
  ];
}

function badLabels(what: string, labels: unknown): readonly string[] {
  const entries = recordAt(labels);
  return [...bad(what, qualified, Object.keys(entries)), ...bad(what, labelValue, Object.values(entries))];
}

function bad(what: string, pattern: RegExp, names: readonly unknown[]): readonly string[] {
  return names
    .filter((name) => typeof name !== 'string' || !pattern.test(name))
    .map((name) => `${what}: ${String(name)}`);
}

/** Names that the API server refuses to have twice in one list. */
function twice(what: string, names: readonly unknown[]): readonly string[] {
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${what} twice: ${String(name)}`);
}
