import { getGradient, registerGradient, Relu, unregisterGradient, type Tensor } from '@tensorflow/tfjs-core';
import { isNative, nativeBackend } from '../backends/native-backend.ts';
import { dataTypes } from '../graph/graph.ts';

let isRegistered = false;

/**
 * Takes TensorFlow's own operation for the gradient of ReLU on the native backend. TensorFlow.js has six operations for it,
 * one of them a tensor of ones made in JavaScript in each step. Other backends keep theirs.
 */
export function registerNativeGradients(): void {
  const shipped = getGradient(Relu);
  if (isRegistered || shipped === undefined) return;
  unregisterGradient(Relu);
  registerGradient({
    kernelName: Relu,
    // The output says as much as the input, and saving it lets TensorFlow fuse what stands before.
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      if (!isNative()) return shipped.gradFunc(dy, saved, attributes);
      return { x: () => reluGradient(dy as Tensor, saved[0]!) };
    },
  });
  isRegistered = true;
}

/** `dy` where the features are above 0, else 0. */
function reluGradient(dy: Tensor, features: Tensor): Tensor {
  const native = nativeBackend();
  const attributes = [{ name: 'T', type: native.binding.TF_ATTR_TYPE, value: dataTypes.float32 }];
  return native.executeSingleOutput('ReluGrad', attributes, [dy, features]);
}
