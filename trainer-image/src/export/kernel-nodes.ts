import { dataTypes, type Attribute, type ConstantType, type Graph, type Reference } from '../graph/graph.ts';

/** A call of a TensorFlow.js kernel, its tensors being outputs of a graph already. */
export interface KernelCall {
  readonly graph: Graph;
  /** Inputs by their names in the kernel; absent ones are left out. */
  readonly inputs: Readonly<Record<string, KernelTensor>>;
  /** All inputs in their order. */
  readonly list: readonly KernelTensor[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly output: { readonly type: ConstantType; readonly shape: readonly number[] };
}

/** A tensor of the graph. */
export interface KernelTensor {
  readonly reference: Reference;
  readonly type: ConstantType;
  readonly shape: readonly number[];
}

/** Adds what a kernel does to the graph, as TensorFlow's own operations, and returns the output. */
type Lowering = (call: KernelCall) => Reference;

const typeOf = ({ type }: { readonly type: ConstantType }): Attribute => ({ type: dataTypes[type] });
const int32: Attribute = { type: dataTypes.int32 };

function node(
  { graph }: KernelCall,
  operation: string,
  inputs: readonly Reference[],
  attributes: Readonly<Record<string, Attribute>>,
): Reference {
  return `${graph.add({ operation, inputs, attributes })}:0`;
}

function wholeNumbers({ graph }: KernelCall, values: readonly number[]): Reference {
  return graph.constant({ type: 'int32', shape: [values.length], values: Int32Array.from(values) });
}

function wholeNumber({ graph }: KernelCall, value: number): Reference {
  return graph.constant({ type: 'int32', shape: [], values: Int32Array.of(value) });
}

/** An operation of the same type in and out, whose inputs are the kernel's. */
function plain(
  operation: string,
  attributes: (call: KernelCall) => Readonly<Record<string, Attribute>> = () => ({}),
): Lowering {
  return (call) => {
    const inputs = call.list.map(({ reference }) => reference);
    return node(call, operation, inputs, { T: typeOf(call.list[0]!), ...attributes(call) });
  };
}

/** An operation on truths, which TensorFlow has for one type only. */
function logical(operation: string): Lowering {
  return (call) =>
    node(
      call,
      operation,
      call.list.map(({ reference }) => reference),
      {},
    );
}

function reduction(operation: string): Lowering {
  return (call) => {
    const { axis, keepDims } = call.attributes;
    const x = call.list[0]!;
    const axes = axis === null || axis === undefined ? x.shape.map((_, i) => i) : [axis as number | number[]].flat();
    const attributes = { T: typeOf(x), Tidx: int32, keep_dims: { boolean: keepDims === true } };
    return node(call, operation, [x.reference, wholeNumbers(call, axes)], attributes);
  };
}

/** What follows a fused kernel: a bias and an activation. */
function finished(call: KernelCall, product: Reference): Reference {
  const { bias } = call.inputs;
  const type = { T: typeOf(call.output) };
  const sum = bias === undefined ? product : node(call, 'AddV2', [product, bias.reference], type);
  const activation = call.attributes['activation'];
  switch (activation) {
    case undefined:
    case null:
    case 'linear':
      return sum;
    case 'relu':
      return node(call, 'Relu', [sum], type);
    case 'relu6':
      return node(call, 'Relu6', [sum], type);
    case 'elu':
      return node(call, 'Elu', [sum], type);
    case 'sigmoid':
      return node(call, 'Sigmoid', [sum], type);
    default:
      throw new Error(`activation ${JSON.stringify(activation)} has no counterpart in a SavedModel yet`);
  }
}

const matMul: Lowering = (call) => {
  const { a, b } = call.inputs;
  const { transposeA, transposeB } = call.attributes;
  const attributes = {
    T: typeOf(a!),
    adj_x: { boolean: transposeA === true },
    adj_y: { boolean: transposeB === true },
  };
  return finished(call, node(call, 'BatchMatMulV2', [a!.reference, b!.reference], attributes));
};

/** Strides, sizes and dilations come for height and width, and TensorFlow wants all four dimensions. */
function four(value: unknown): Attribute {
  const [height, width] = [value ?? 1].flat() as number[];
  return { integers: [1, height!, width ?? height!, 1] };
}

function paddingOf({ attributes }: KernelCall): Readonly<Record<string, Attribute>> {
  const { pad, dataFormat } = attributes;
  if (dataFormat !== undefined && dataFormat !== 'NHWC')
    throw new Error(`images of format ${JSON.stringify(dataFormat)} are not exported yet`);
  if (pad !== 'same' && pad !== 'valid') throw new Error('padding by numbers has no counterpart in a SavedModel yet');
  return { padding: { text: pad.toUpperCase() }, data_format: { text: 'NHWC' } };
}

function convolution(operation: string): Lowering {
  return (call) => {
    const { x, filter } = call.inputs;
    const { strides, dilations } = call.attributes;
    const attributes = { T: typeOf(x!), strides: four(strides), dilations: four(dilations), ...paddingOf(call) };
    return finished(call, node(call, operation, [x!.reference, filter!.reference], attributes));
  };
}

function pooling(operation: string): Lowering {
  return (call) => {
    const { filterSize, strides } = call.attributes;
    const attributes = {
      T: typeOf(call.list[0]!),
      ksize: four(filterSize),
      strides: four(strides),
      ...paddingOf(call),
    };
    return node(call, operation, [call.list[0]!.reference], attributes);
  };
}

/** Written out, since TensorFlow's own fused operation wants four dimensions and averages of its own. */
const batchNormalization: Lowering = (call) => {
  const { x, mean, variance, scale, offset } = call.inputs;
  const type = { T: typeOf(x!) };
  const epsilon = call.graph.constant({
    type: 'float32',
    shape: [],
    values: Float32Array.of(call.attributes['varianceEpsilon'] as number),
  });
  const deviation = node(call, 'Rsqrt', [node(call, 'AddV2', [variance!.reference, epsilon], type)], type);
  const factor = scale === undefined ? deviation : node(call, 'Mul', [deviation, scale.reference], type);
  const scaled = node(call, 'Mul', [node(call, 'Sub', [x!.reference, mean!.reference], type), factor], type);
  return offset === undefined ? scaled : node(call, 'AddV2', [scaled, offset.reference], type);
};

/** Kernels that TensorFlow has as an operation of the same name, the same inputs and no more than a type to be set. */
const sameName = `
  Abs Ceil Cos Elu Erf Exp Expm1 Floor Log Log1p Neg Reciprocal Relu Relu6 Round Rsqrt Selu Sigmoid Sign Sin Softmax Softplus
  Sqrt Square Tan Tanh ZerosLike
  FloorDiv Maximum Minimum Pow RealDiv SquaredDifference Sub
  Equal Greater GreaterEqual Less LessEqual NotEqual
`
  .trim()
  .split(/\s+/);

/** The kernels of TensorFlow.js that a model may run, and what they are in TensorFlow. A new one is a line. */
export const lowerings: Readonly<Record<string, Lowering>> = {
  ...Object.fromEntries(sameName.map((name) => [name, plain(name)])),
  Add: plain('AddV2'),
  Multiply: plain('Mul'),
  Mod: plain('FloorMod'),
  LogicalAnd: logical('LogicalAnd'),
  LogicalNot: logical('LogicalNot'),
  LogicalOr: logical('LogicalOr'),
  LeakyRelu: plain('LeakyRelu', ({ attributes }) => ({ alpha: { float: attributes['alpha'] as number } })),
  Max: reduction('Max'),
  Mean: reduction('Mean'),
  Min: reduction('Min'),
  Prod: reduction('Prod'),
  Sum: reduction('Sum'),
  Identity: ({ list }) => list[0]!.reference,
  BatchMatMul: matMul,
  _FusedMatMul: matMul,
  Conv2D: convolution('Conv2D'),
  FusedConv2D: convolution('Conv2D'),
  DepthwiseConv2dNative: convolution('DepthwiseConv2dNative'),
  FusedDepthwiseConv2D: convolution('DepthwiseConv2dNative'),
  AvgPool: pooling('AvgPool'),
  MaxPool: pooling('MaxPool'),
  FusedBatchNorm: batchNormalization,
  Cast: (call) => {
    const x = call.list[0]!;
    return node(call, 'Cast', [x.reference], { SrcT: typeOf(x), DstT: typeOf(call.output) });
  },
  Reshape: (call) => {
    const x = call.list[0]!;
    return node(call, 'Reshape', [x.reference, wholeNumbers(call, call.output.shape)], { T: typeOf(x), Tshape: int32 });
  },
  Transpose: (call) => {
    const x = call.list[0]!;
    const order = wholeNumbers(call, call.attributes['perm'] as number[]);
    return node(call, 'Transpose', [x.reference, order], { T: typeOf(x), Tperm: int32 });
  },
  ExpandDims: (call) => {
    const x = call.list[0]!;
    const axis = wholeNumber(call, call.attributes['dim'] as number);
    return node(call, 'ExpandDims', [x.reference, axis], { T: typeOf(x), Tdim: int32 });
  },
  Concat: (call) => {
    const axis = wholeNumber(call, call.attributes['axis'] as number);
    const inputs = [...call.list.map(({ reference }) => reference), axis];
    return node(call, 'ConcatV2', inputs, { N: { integer: call.list.length }, T: typeOf(call.output), Tidx: int32 });
  },
  Pack: (call) => {
    const axis = { integer: call.attributes['axis'] as number };
    const inputs = call.list.map(({ reference }) => reference);
    return node(call, 'Pack', inputs, { N: { integer: inputs.length }, T: typeOf(call.output), axis });
  },
  Slice: (call) => {
    const x = call.list[0]!;
    const begin = wholeNumbers(call, call.attributes['begin'] as number[]);
    const size = wholeNumbers(call, call.output.shape);
    return node(call, 'Slice', [x.reference, begin, size], { T: typeOf(x), Index: int32 });
  },
  GatherV2: (call) => {
    const { x, indices } = call.inputs;
    const { axis, batchDims } = call.attributes;
    const attributes = { Tparams: typeOf(x!), Tindices: typeOf(indices!), Taxis: int32 };
    const inputs = [x!.reference, indices!.reference, wholeNumber(call, axis as number)];
    return node(call, 'GatherV2', inputs, { ...attributes, batch_dims: { integer: (batchDims ?? 0) as number } });
  },
  PadV2: (call) => {
    const x = call.list[0]!;
    const { paddings, constantValue } = call.attributes as { paddings: number[][]; constantValue: number };
    const rows = { type: 'int32', shape: [paddings.length, 2], values: Int32Array.from(paddings.flat()) } as const;
    const value = { type: 'float32', shape: [], values: Float32Array.of(constantValue) } as const;
    const inputs = [x.reference, call.graph.constant(rows), call.graph.constant(value)];
    return node(call, 'PadV2', inputs, { T: typeOf(x), Tpaddings: int32 });
  },
  Select: (call) => {
    const { condition, t, e } = call.inputs;
    return node(call, 'SelectV2', [condition!.reference, t!.reference, e!.reference], { T: typeOf(t!) });
  },
};
