import { FunctionRunnerServiceService } from '@crossplane-org/function-sdk-typescript';
import type { ServiceDefinition, UntypedServiceImplementation, handleUnaryCall } from '@grpc/grpc-js';
import type { Answer } from './runner.ts';

/** The names under which Crossplane looks for a function: old versions of core know only v1beta1. */
export const runnerServiceNames = [
  'apiextensions.fn.proto.v1.FunctionRunnerService',
  'apiextensions.fn.proto.v1beta1.FunctionRunnerService',
] as const;

/** One service per name. Messages pass as bytes, so that what cannot be decoded or encoded is answered in words. */
export function runnerServices(answer: (request: Buffer) => Answer): {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}[] {
  const runFunction: handleUnaryCall<Buffer, Buffer> = (call, callback) => {
    const outcome = answer(call.request);
    if (outcome.kind === 'response') callback(null, outcome.bytes);
    else callback({ code: outcome.code, details: outcome.details });
  };
  return runnerServiceNames.map((name) => ({
    definition: {
      runFunction: {
        ...FunctionRunnerServiceService.runFunction,
        path: `/${name}/RunFunction`,
        requestSerialize: asIs,
        requestDeserialize: asIs,
        responseSerialize: asIs,
        responseDeserialize: asIs,
      },
    },
    implementation: { runFunction },
  }));
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}
