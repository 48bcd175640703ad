import { cast, customGrad, losses, mean, mul, reshape, tidy, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { isNative, nativeBackend } from '../backends/native-backend.ts';
import { dataTypes } from '../graph/graph.ts';

/**
 * The mean cross entropy of classes that are given as rows with a single 1, and of outputs before their softmax.
 * On native TensorFlow it is that library's own operation, which gives loss and gradient at once; elsewhere it is many.
 */
export function crossEntropy(targets: Tensor, outputs: Tensor): Scalar {
  if (!isNative()) return losses.softmaxCrossEntropy(targets, outputs);
  const classes = outputs.shape.at(-1) ?? 1;
  return tidy(() => {
    const rows = rowLosses(reshape(outputs, [-1, classes]), reshape(cast(targets, 'float32'), [-1, classes]));
    return mean<Scalar>(rows);
  });
}

const rowLosses = customGrad<Tensor>((...given) => {
  const [outputs, targets, save] = given as unknown as [Tensor, Tensor, (tensors: Tensor[]) => void];
  const native = nativeBackend();
  const type = [{ name: 'T', type: native.binding.TF_ATTR_TYPE, value: dataTypes.float32 }];
  const operation = 'SoftmaxCrossEntropyWithLogits';
  const [value, gradient] = native.executeMultipleOutputs(operation, type, [outputs, targets], 2);
  save([gradient!]);
  return {
    value: value!,
    gradFunc: (dy: Tensor, saved: Tensor[]) => [mul(reshape(dy, [-1, 1]), saved[0]!), targets],
  };
});
