import { Server, ServerCredentials } from '@grpc/grpc-js';
import { FunctionRunnerServiceService, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import type { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';

/** A function for tests: what it answers to a request, as the response's JSON; whatever is left out is empty. */
export type FakeFunction = (request: RunFunctionRequest) => object;

/** Calls the fake as a composition's port would; what it throws rejects. */
export function callFake(fake: FakeFunction) {
  return async (_name: string, request: RunFunctionRequest): Promise<RunFunctionResponse> =>
    overTheWire(RunFunctionResponse.fromJSON(fake(request)));
}

/** Serves the fake on a loopback port of its own; returns the address and how to stop it. */
export async function serveFake(fake: FakeFunction): Promise<{ address: string; stop: () => void }> {
  const server = new Server();
  server.addService(FunctionRunnerServiceService, {
    runFunction: (
      call: { request: RunFunctionRequest },
      done: (error: Error | null, response: RunFunctionResponse) => void,
    ) => done(null, RunFunctionResponse.fromJSON(fake(call.request))),
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return { address: `127.0.0.1:${port}`, stop: () => server.forceShutdown() };
}

/** Encodes and decodes, so that a test sees exactly what a caller would receive. */
function overTheWire(response: RunFunctionResponse): RunFunctionResponse {
  return RunFunctionResponse.decode(RunFunctionResponse.encode(response).finish());
}
