import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { status } from '@grpc/grpc-js';
import type { Server, ServerDuplexStream } from '@grpc/grpc-js';
import files from './descriptors.gen.json' with { type: 'json' };

/** The two names of reflection: clients ask for the newer first. Their messages are the same. */
const serviceNames = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'];

/** What a request asks for, by the number of its field in ServerReflectionRequest. */
const asks = { fileByName: 3, fileWithSymbol: 4, services: 7 } as const;

/** Lets a client without .proto files (grpcurl, grpcui) list and call what this server serves. */
export function addReflection(server: Server): void {
  for (const name of serviceNames) {
    const method = { ...rawCodec, path: `/${name}/ServerReflectionInfo`, requestStream: true, responseStream: true };
    server.addService(
      { serverReflectionInfo: method },
      {
        serverReflectionInfo: (call: ServerDuplexStream<Buffer, Buffer>) => {
          call.on('data', (request: Buffer) => call.write(reflect(request)));
          call.on('end', () => call.end());
        },
      },
    );
  }
}

const rawCodec = {
  requestSerialize: (bytes: Buffer) => bytes,
  requestDeserialize: (bytes: Buffer) => bytes,
  responseSerialize: (bytes: Buffer) => bytes,
  responseDeserialize: (bytes: Buffer) => bytes,
};

/** Answers one ServerReflectionRequest with a ServerReflectionResponse, both in bytes. */
function reflect(request: Buffer): Buffer {
  const response = new BinaryWriter().uint32(18).bytes(request);
  writeAnswer(response, readAsk(request));
  return Buffer.from(response.finish());
}

interface Ask {
  readonly field: number;
  readonly argument: string;
}

function readAsk(request: Buffer): Ask | undefined {
  const known: readonly number[] = Object.values(asks);
  const reader = new BinaryReader(request);
  let ask: Ask | undefined;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (known.includes(field)) ask = { field, argument: reader.string() };
    else reader.skip(wireType);
  }
  return ask;
}

function writeAnswer(response: BinaryWriter, ask: Ask | undefined): void {
  switch (ask?.field) {
    case asks.services:
      return writeServices(response);
    case asks.fileByName:
      return writeFiles(
        response,
        ask.argument,
        files.find((file) => file.name === ask.argument),
      );
    case asks.fileWithSymbol:
      return writeFiles(
        response,
        ask.argument,
        files.find((file) => file.symbols.includes(ask.argument)),
      );
    default:
      return writeError(response, status.UNIMPLEMENTED, 'extensions are not used here');
  }
}

function writeServices(response: BinaryWriter): void {
  response.uint32(50).fork();
  for (const name of [...files.flatMap((file) => file.services), ...serviceNames]) {
    response.uint32(10).fork().uint32(10).string(name).join();
  }
  response.join();
}

function writeFiles(response: BinaryWriter, asked: string, file: (typeof files)[number] | undefined): void {
  if (file === undefined) return writeError(response, status.NOT_FOUND, `nothing here is called ${asked}`);
  response.uint32(34).fork();
  const imported = files.filter(({ name }) => file.imports.includes(name));
  for (const { base64 } of [file, ...imported]) response.uint32(10).bytes(Buffer.from(base64, 'base64'));
  response.join();
}

function writeError(response: BinaryWriter, code: status, message: string): void {
  response.uint32(58).fork().uint32(8).int32(code).uint32(18).string(message).join();
}
