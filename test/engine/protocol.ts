import protobuf from 'protobufjs';
import { isRecord, listAt, stringAt } from '../../api/json.ts';
import { parseObject } from '../../simulator/object.ts';
import type { Fields, KubernetesObject } from '../../simulator/object.ts';
import { fromStruct, toStruct } from './struct.ts';

/** A function that runs somewhere, by the name that the Composition's steps call it. */
export interface FunctionAddress {
  readonly name: string;
  /** `host:port`; the engine speaks to it without TLS. */
  readonly address: string;
}

/** What one reconcile of the engine reads. */
export interface RenderInput {
  readonly composite: KubernetesObject;
  readonly composition: KubernetesObject;
  readonly functions: readonly FunctionAddress[];
  /** Composed resources of an earlier reconcile. @default none */
  readonly observed?: readonly KubernetesObject[];
  /** Everything else in the cluster; a function gets of it what it asks for. @default none */
  readonly required?: readonly KubernetesObject[];
  /** The XRD of the composite: decides nothing for v2 kinds, but must be of the same kind. @default none */
  readonly definition?: KubernetesObject;
}

/** An event that the reconcile would have recorded on the composite. */
export interface RenderEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** What one reconcile of the engine did. */
export interface RenderOutput {
  /** The composite with its status and conditions; its spec holds only what core itself writes there. */
  readonly composite: KubernetesObject;
  /** What was applied, in no order. */
  readonly composed: readonly KubernetesObject[];
  readonly deleted: readonly KubernetesObject[];
  readonly events: readonly RenderEvent[];
  /** Selectors that functions asked for, once per iteration that they asked. */
  readonly requiredResources: readonly Fields[];
  readonly requiredSchemas: readonly Fields[];
}

/** Encodes requests and decodes responses of `crossplane internal render`. */
export interface RenderProtocol {
  encode(input: RenderInput): Uint8Array;
  decode(bytes: Uint8Array): RenderOutput;
}

/** The protocol as the sources of Crossplane in `sourceDir` define it. */
export function renderProtocol(sourceDir: string): RenderProtocol {
  const root = new protobuf.Root();
  // google/ is part of protobufjs; all else is looked up in Crossplane's own tree.
  root.resolvePath = (_origin, target) => (/^(google)?\//.test(target) ? target : `${sourceDir}/${target}`);
  root.loadSync('proto/render/v1alpha1/render.proto', { keepCase: true });
  const request = root.lookupType('crossplane.render.v1alpha1.RenderRequest');
  const response = root.lookupType('crossplane.render.v1alpha1.RenderResponse');
  return {
    encode: (input) => request.encode(request.fromObject({ composite: compositeInput(input) })).finish(),
    decode: (bytes) => compositeOutput(response.toObject(response.decode(bytes))),
  };
}

function compositeInput(input: RenderInput): Fields {
  return {
    composite_resource: toStruct(input.composite),
    composition: toStruct(input.composition),
    functions: input.functions,
    observed_resources: (input.observed ?? []).map(toStruct),
    required_resources: (input.required ?? []).map(toStruct),
    ...(input.definition !== undefined && { composite_resource_definition: toStruct(input.definition) }),
  };
}

function compositeOutput(response: Fields): RenderOutput {
  const output = response['composite'];
  if (!isRecord(output)) throw new Error("cannot read the engine's answer: it holds no composite");
  return {
    composite: objectFrom(output['composite_resource']),
    composed: listAt(output, 'composed_resources').map(objectFrom),
    deleted: listAt(output, 'deleted_resources').map(objectFrom),
    events: listAt(output, 'events').map((event) => ({
      type: stringAt(event, 'type') ?? '',
      reason: stringAt(event, 'reason') ?? '',
      message: stringAt(event, 'message') ?? '',
    })),
    requiredResources: listAt(output, 'required_resources').map(fromStruct),
    requiredSchemas: listAt(output, 'required_schemas').map(fromStruct),
  };
}

function objectFrom(struct: unknown): KubernetesObject {
  const object = parseObject(fromStruct(struct));
  if (typeof object === 'string') throw new Error(`cannot read an object in the engine's answer: ${object}`);
  return object;
}
