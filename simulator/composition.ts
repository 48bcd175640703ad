import { at, isRecord, listAt, recordAt, stringAt } from '../api/json.ts';
import { stringsAt } from './object.ts';
import type { Fields, KubernetesObject } from './object.ts';

/** What core needs of a Composition to run it. */
export interface Composition {
  readonly name: string;
  /** The kind of composite resource that it is for. */
  readonly compositeType: { readonly apiVersion: string; readonly kind: string };
  readonly pipeline: readonly Step[];
}

/** One call of one function. */
export interface Step {
  readonly name: string;
  readonly functionName: string;
  readonly input?: Fields;
  readonly credentials: readonly Credential[];
  /** Resources that core delivers with the first call already. */
  readonly requiredResources: readonly { readonly requirement: string; readonly selector: Selector }[];
  readonly requiredSchemas: readonly {
    readonly requirement: string;
    readonly apiVersion: string;
    readonly kind: string;
  }[];
}

/** A Secret that a step may read. */
export interface Credential {
  readonly name: string;
  readonly secret: { readonly namespace: string; readonly name: string };
}

/** What a function asks for: one object by name, or all of a kind, of a namespace, with labels. */
export interface Selector {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Reads a Composition. Throws where it has no pipeline, since core would never select it. */
export function parseComposition(object: KubernetesObject): Composition {
  const steps = listAt(object, 'spec', 'pipeline');
  if (at(object, 'spec', 'mode') !== 'Pipeline' || steps.length === 0) {
    throw new Error(
      `cannot read Composition ${object.metadata.name}: spec.pipeline is missing or spec.mode is not Pipeline`,
    );
  }
  return {
    name: object.metadata.name,
    compositeType: {
      apiVersion: stringAt(object, 'spec', 'compositeTypeRef', 'apiVersion') ?? '',
      kind: stringAt(object, 'spec', 'compositeTypeRef', 'kind') ?? '',
    },
    pipeline: steps.map(step),
  };
}

function step(value: unknown): Step {
  const input = at(value, 'input');
  return {
    name: stringAt(value, 'step') ?? '',
    functionName: stringAt(value, 'functionRef', 'name') ?? '',
    ...(isRecord(input) && { input }),
    credentials: listAt(value, 'credentials')
      .filter((credential) => stringAt(credential, 'source') === 'Secret')
      .map((credential) => ({
        name: stringAt(credential, 'name') ?? '',
        secret: {
          namespace: stringAt(credential, 'secretRef', 'namespace') ?? '',
          name: stringAt(credential, 'secretRef', 'name') ?? '',
        },
      })),
    requiredResources: listAt(value, 'requirements', 'requiredResources').map((required) => ({
      requirement: stringAt(required, 'requirementName') ?? '',
      selector: {
        apiVersion: stringAt(required, 'apiVersion') ?? '',
        kind: stringAt(required, 'kind') ?? '',
        namespace: stringAt(required, 'namespace'),
        name: stringAt(required, 'name'),
        ...(Object.keys(recordAt(required, 'matchLabels')).length > 0 && {
          labels: stringsAt(required, 'matchLabels'),
        }),
      },
    })),
    requiredSchemas: listAt(value, 'requirements', 'requiredSchemas').map((required) => ({
      requirement: stringAt(required, 'requirementName') ?? '',
      apiVersion: stringAt(required, 'apiVersion') ?? '',
      kind: stringAt(required, 'kind') ?? '',
    })),
  };
}
