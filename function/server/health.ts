import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { status } from '@grpc/grpc-js';
import type { Server, ServerUnaryCall, ServerWritableStream, sendUnaryData } from '@grpc/grpc-js';

/** The name of the standard health service. */
export const healthServiceName = 'grpc.health.v1.Health';

/** The answers of the standard: https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
const answers = { serving: 1, notServing: 2, serviceUnknown: 3 } as const;
type HealthAnswer = (typeof answers)[keyof typeof answers];

/** An object, since gRPC's library takes an empty string for no message at all. */
interface Question {
  readonly service: string;
}

/**
 * The standard health service over one fact: whether the whole server serves. Written here because the library for it
 * (like the one for reflection) loads a .proto parser first, which doubles the time from start to serving.
 */
export class Health {
  #isServing = true;
  readonly #services: ReadonlySet<string>;
  readonly #watchers = new Set<ServerWritableStream<Question, HealthAnswer>>();

  /** @param services the names that may be asked about; the empty name stands for the whole server */
  constructor(services: readonly string[]) {
    this.#services = new Set(['', ...services]);
  }

  /** Whether the server takes calls. */
  get isServing(): boolean {
    return this.#isServing;
  }

  /** From now on the answer is "not serving". Watchers hear it, and their streams end, so that a drain can end too. */
  stop(): void {
    this.#isServing = false;
    for (const watcher of this.#watchers) {
      watcher.write(answers.notServing);
      watcher.end();
    }
    this.#watchers.clear();
  }

  addTo(server: Server): void {
    server.addService(
      {
        check: { ...codec, path: `/${healthServiceName}/Check` },
        watch: { ...codec, path: `/${healthServiceName}/Watch`, responseStream: true },
      },
      {
        check: (call: ServerUnaryCall<Question, HealthAnswer>, callback: sendUnaryData<HealthAnswer>) => {
          const answer = this.#answerFor(call.request.service);
          if (answer !== answers.serviceUnknown) return callback(null, answer);
          return callback({ code: status.NOT_FOUND, details: `no service ${call.request.service} here` });
        },
        watch: (call: ServerWritableStream<Question, HealthAnswer>) => {
          call.write(this.#answerFor(call.request.service));
          this.#watchers.add(call);
          call.on('cancelled', () => this.#watchers.delete(call));
        },
      },
    );
  }

  #answerFor(service: string): HealthAnswer {
    if (!this.#services.has(service)) return answers.serviceUnknown;
    return this.#isServing ? answers.serving : answers.notServing;
  }
}

/** HealthCheckRequest is one string, HealthCheckResponse one enumeration value; both are field 1. */
const codec = {
  requestStream: false,
  responseStream: false,
  requestSerialize: ({ service }: Question) => Buffer.from(new BinaryWriter().uint32(10).string(service).finish()),
  requestDeserialize: (bytes: Buffer): Question => ({ service: firstField(bytes, (reader) => reader.string()) ?? '' }),
  responseSerialize: (answer: number) => Buffer.from(new BinaryWriter().uint32(8).int32(answer).finish()),
  responseDeserialize: (bytes: Buffer) => firstField(bytes, (reader) => reader.int32()) ?? 0,
};

function firstField<T>(bytes: Buffer, read: (reader: BinaryReader) => T): T | undefined {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) return read(reader);
    reader.skip(wireType);
  }
  return undefined;
}
