import { runFunction } from '../../../function/run-function.ts';
import { decodeRequest } from '../../../function/server/codec/decode-request.ts';
import { encodeResponse } from '../../../function/server/codec/encode-response.ts';
import { createdCluster } from './workload.ts';

// Prints what one call costs inside of the process, part by part: node --cpu-prof makes a profile of it.
const rounds = 5;
const calls = 1000;

const { request } = await createdCluster();
let number = 0;
for (let round = 0; round < rounds; round++) {
  const spent = { decode: 0, compose: 0, encode: 0 };
  for (let call = 0; call < calls; call++) {
    const bytes = request(++number);
    const begun = performance.now();
    const decoded = decodeRequest(bytes);
    const read = performance.now();
    const response = runFunction(decoded);
    const composed = performance.now();
    encodeResponse(response);
    spent.decode += read - begun;
    spent.compose += composed - read;
    spent.encode += performance.now() - composed;
  }
  const parts = Object.entries(spent).map(([part, ms]) => `${part} ${(ms / calls).toFixed(3)} ms`);
  console.log(parts.join(', '));
}
