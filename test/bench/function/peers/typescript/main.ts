import { readFileSync } from 'node:fs';
import {
  FunctionRunner,
  getDesiredComposedResources,
  newGrpcServer,
  setDesiredComposedResources,
  startServer,
  to,
  fromObject,
} from '@crossplane-org/function-sdk-typescript';
import type { FunctionHandler } from '@crossplane-org/function-sdk-typescript';
import { pino } from 'pino';

// A function as the TypeScript SDK's README has it: it writes the objects of a file, whatever is asked.
const [address = '', tlsServerCertsDir = '', path = ''] = process.argv.slice(2);
const objects = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, unknown>>;

const handler: FunctionHandler = {
  RunFunction(request) {
    const desired = getDesiredComposedResources(request);
    for (const [key, object] of Object.entries(objects)) desired[key] = fromObject(structuredClone(object));
    return Promise.resolve(setDesiredComposedResources(to(request), desired));
  },
};

const log = pino({ level: 'info' });
startServer(newGrpcServer(new FunctionRunner(handler, log), log), { address, tlsServerCertsDir }, log);
