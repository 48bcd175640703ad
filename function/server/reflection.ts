import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { status } from '@grpc/grpc-js';
import type { Server, ServerDuplexStream } from '@grpc/grpc-js';
import files from './descriptors.gen.json' with { type: 'json' };

/** The two names of reflection: clients ask for the newer first. Their messages are the same. */
const serviceNames = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'];

/** What a client asks for, of what this server can answer. */
type Ask =
  | { readonly kind: 'services' }
  | { readonly kind: 'file' | 'symbol'; readonly name: string }
  | { readonly kind: 'other' };

/** A request as it came, since the response repeats it, and what it asks for. */
interface ReflectionRequest {
  readonly bytes: Buffer;
  readonly ask: Ask;
}

/** Lets a client without .proto files (grpcurl, grpcui) list and call what this server serves. */
export function addReflection(server: Server): void {
  for (const name of serviceNames) {
    server.addService(
      { serverReflectionInfo: { ...method, path: `/${name}/ServerReflectionInfo` } },
      {
        serverReflectionInfo: (call: ServerDuplexStream<ReflectionRequest, Buffer>) => {
          call.on('data', (request: ReflectionRequest) => call.write(respond(request)));
          call.on('end', () => call.end());
        },
      },
    );
  }
}

const method = {
  requestStream: true,
  responseStream: true,
  requestSerialize: ({ bytes }: ReflectionRequest) => bytes,
  requestDeserialize: (bytes: Buffer): ReflectionRequest => ({ bytes, ask: readAsk(bytes) }),
  responseSerialize: (bytes: Buffer) => bytes,
  responseDeserialize: (bytes: Buffer) => bytes,
};

// Field numbers, shifted by the wire type, are those of ServerReflectionRequest and ServerReflectionResponse:
// https://github.com/grpc/grpc-proto/blob/master/grpc/reflection/v1/reflection.proto

/** Throws on bytes that are no message, which gRPC's library answers. */
function readAsk(bytes: Buffer): Ask {
  const reader = new BinaryReader(bytes);
  let ask: Ask = { kind: 'other' };
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 3) ask = { kind: 'file', name: reader.string() };
    else if (field === 4) ask = { kind: 'symbol', name: reader.string() };
    else {
      if (field === 7) ask = { kind: 'services' };
      reader.skip(wireType);
    }
  }
  return ask;
}

function respond({ bytes, ask }: ReflectionRequest): Buffer {
  const response = new BinaryWriter().uint32(18).bytes(bytes);
  switch (ask.kind) {
    case 'services':
      writeServices(response);
      break;
    case 'file':
    case 'symbol':
      writeFiles(response, ask.kind, ask.name);
      break;
    case 'other':
      writeError(response, status.UNIMPLEMENTED, 'there are no extensions here');
  }
  return Buffer.from(response.finish());
}

function writeServices(response: BinaryWriter): void {
  response.uint32(50).fork();
  for (const name of [...files.flatMap((file) => file.services), ...serviceNames]) {
    response.uint32(10).fork().uint32(10).string(name).join();
  }
  response.join();
}

function writeFiles(response: BinaryWriter, kind: 'file' | 'symbol', name: string): void {
  const found = files.find((file) => (kind === 'file' ? file.name === name : file.symbols.includes(name)));
  if (found === undefined) return writeError(response, status.NOT_FOUND, `nothing here is called ${name}`);
  const imported = files.filter((file) => found.imports.includes(file.name));
  response.uint32(34).fork();
  for (const { base64 } of [found, ...imported]) response.uint32(10).bytes(Buffer.from(base64, 'base64'));
  response.join();
}

function writeError(response: BinaryWriter, code: status, message: string): void {
  response.uint32(58).fork().uint32(8).int32(code).uint32(18).string(message).join();
}
