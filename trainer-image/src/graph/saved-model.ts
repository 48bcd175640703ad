import { bytes, entries, float, floats, integer, integers, message, text } from '../protobuf.ts';
import {
  dataTypes,
  type Attribute,
  type Constant,
  type ConstantType,
  type GraphNode,
  type Reference,
} from './graph.ts';

/** What a model takes or gives, by the name that whoever calls it uses. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Port>>;
  readonly outputs: Readonly<Record<string, Port>>;
}

/** One tensor of a signature; -1 in its shape stands for any length. */
export interface Port {
  readonly reference: Reference;
  readonly type: ConstantType;
  readonly shape: readonly number[];
}

/** The file that makes a folder a SavedModel. */
export const savedModelFile = 'saved_model.pb';

/** The set of operations that the graphs are written for; any TensorFlow from 2.9 on loads it. */
const producer = 1087;

/**
 * A graph as the content of `saved_model.pb`, under the tag `serve`. Weights are constants in it, or variables that
 * somebody sets; there is no folder of variables beside it.
 *
 * The messages are those of tensorflow/core/protobuf/{saved_model,meta_graph}.proto and framework/{graph,node_def,
 * attr_value,tensor,tensor_shape}.proto; numbers are their field numbers.
 */
export function savedModel(nodes: readonly GraphNode[], signature: Signature): Uint8Array {
  const graph = message(...nodes.map((node) => bytes(1, nodeDef(node))), bytes(4, integer(1, producer)));
  const meta = message(text(4, 'serve'), text(5, '2.9.1'));
  const signatures = entries(5, { serving_default: signatureDef(signature) });
  return message(integer(1, 1), bytes(2, message(bytes(1, meta), bytes(2, graph), signatures)));
}

function signatureDef({ inputs, outputs }: Signature): Uint8Array {
  const ports = (of: Readonly<Record<string, Port>>) =>
    Object.fromEntries(Object.entries(of).map(([name, port]) => [name, tensorInfo(port)]));
  return message(entries(1, ports(inputs)), entries(2, ports(outputs)), text(3, 'tensorflow/serving/predict'));
}

function tensorInfo({ reference, type, shape }: Port): Uint8Array {
  return message(text(1, reference), integer(2, dataTypes[type]), bytes(3, shapeOf(shape)));
}

function nodeDef({ name, operation, inputs, attributes }: GraphNode): Uint8Array {
  const encoded = Object.entries(attributes).map(([key, value]) => [key, attrValue(value)] as const);
  // TensorFlow wants the first output by the node's name alone.
  const references = inputs.map((input) => text(3, input.replace(/:0$/, '')));
  return message(text(1, name), text(2, operation), ...references, entries(5, Object.fromEntries(encoded)));
}

function attrValue(attribute: Attribute): Uint8Array {
  if ('type' in attribute) return integer(6, attribute.type);
  if ('integer' in attribute) return integer(3, attribute.integer);
  if ('integers' in attribute) return bytes(1, integers(3, attribute.integers));
  if ('float' in attribute) return float(4, attribute.float);
  if ('floats' in attribute) return bytes(1, floats(4, attribute.floats));
  if ('boolean' in attribute) return integer(5, attribute.boolean);
  if ('text' in attribute) return text(2, attribute.text);
  if ('shape' in attribute) return bytes(7, shapeOf(attribute.shape));
  return bytes(8, tensorProto(attribute.constant));
}

function tensorProto({ type, shape, values }: Constant): Uint8Array {
  const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message(integer(1, dataTypes[type]), bytes(2, shapeOf(shape)), bytes(4, content));
}

function shapeOf(shape: readonly number[]): Uint8Array {
  return message(...shape.map((length) => bytes(2, integer(1, length))));
}
