/** TensorFlow's numbers of its data types (`types.proto`), those that TensorFlow.js knows. */
export const dataTypes = { float32: 1, int32: 3, string: 7, complex64: 8, bool: 10 } as const;

/** A data type whose values a graph may hold. */
export type ConstantType = 'float32' | 'int32' | 'bool';

/** Values that are part of a graph. */
export interface Constant {
  readonly type: ConstantType;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** A setting of an operation; `type` is a number of `dataTypes`. */
export type Attribute =
  | { readonly type: number }
  | { readonly integer: number }
  | { readonly integers: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly boolean: boolean }
  | { readonly text: string }
  | { readonly shape: readonly number[] }
  | { readonly constant: Constant };

/** An output of a node, `name:0`, or `^name`: wait for a node, take nothing of it. */
export type Reference = string;

/** One operation of a TensorFlow graph. */
export interface GraphNode {
  readonly name: string;
  /** As TensorFlow registers it: `Conv2D`. */
  readonly operation: string;
  readonly inputs: readonly Reference[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A graph while it grows. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** Adds a node and returns its name, which is made of the operation where none is given. */
  add(node: Omit<GraphNode, 'name'> & { readonly name?: string }): string;
  /** Adds a value and returns its output. */
  constant(constant: Constant): Reference;
  /** Adds what is fed in each run and returns its output; -1 in the shape stands for any length. */
  placeholder(name: string, type: ConstantType, shape: readonly number[]): Reference;
}

/**
 * Starts an empty graph.
 * @param prefix begins the names that are made, so that several graphs can be put into one
 */
export function graphOf(prefix = ''): Graph {
  const nodes: GraphNode[] = [];
  const add: Graph['add'] = ({ name = `${prefix}${nodes.length}`, ...node }) => {
    nodes.push({ name, ...node });
    return name;
  };
  return {
    nodes,
    add,
    constant(constant) {
      const attributes = { dtype: { type: dataTypes[constant.type] }, value: { constant } };
      return `${add({ operation: 'Const', inputs: [], attributes })}:0`;
    },
    placeholder(name, type, shape) {
      const attributes = { dtype: { type: dataTypes[type] }, shape: { shape } };
      return `${add({ name, operation: 'Placeholder', inputs: [], attributes })}:0`;
    },
  };
}

/** A constant of one number. */
export function scalarConstant(type: 'float32' | 'int32', value: number): Constant {
  return { type, shape: [], values: type === 'int32' ? Int32Array.of(value) : Float32Array.of(value) };
}
