import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { ServiceDefinition, ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js';
import root from '@temporalio/proto';

/** A message of the protocol as plain data; the protocol's own schema checks it where it is encoded. */
export type Message = ReturnType<typeof JSON.parse>;

/** What answers a method: the response, or its promise. A method that is not there is UNIMPLEMENTED, which the worker bears. */
export type Answers = Readonly<Record<string, (request: Message, call: Call) => unknown>>;
export type Call = Pick<ServerUnaryCall<Message, Message>, 'on' | 'cancelled'>;

/** An error with a gRPC code, as a server answers it. */
export class Refusal extends Error {
  readonly code: number;
  readonly details: string;

  constructor(code: keyof typeof status, details: string) {
    super(details);
    this.code = status[code];
    this.details = details;
  }
}

const schema: Message = root;
const service: Message = schema.lookupService('temporal.api.workflowservice.v1.WorkflowService');

/** The values of an enumeration of the protocol. */
export function enumeration(name: string): Readonly<Record<string, number>> {
  return schema.lookupEnum(`temporal.api.enums.v1.${name}`).values;
}

/** A message packed into google.protobuf.Any. */
export function packed(type: string, message: Message): Message {
  const resolved = schema.lookupType(type);
  const value = resolved.encode(resolved.fromObject(message)).finish();
  return { type_url: `type.googleapis.com/${type}`, value };
}

/** What is packed in a google.protobuf.Any. */
export function unpacked(any: Message): { readonly type: string; readonly message: Message } {
  const type = String(any.type_url ?? any.typeUrl).replace(/^.*\//, '');
  const resolved = schema.lookupType(type);
  return { type, message: plain(resolved, resolved.decode(any.value)) };
}

/** Serves Temporal's WorkflowService with these answers; gives the port. Port 0 takes any. */
export async function serve(
  answers: Answers,
  port: number,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = new Server();
  const definition: Record<string, Message> = {};
  const implementation: Record<string, Message> = {};
  for (const method of service.methodsArray) {
    method.resolve();
    const name = `${method.name[0].toLowerCase()}${method.name.slice(1)}`;
    definition[name] = {
      path: `/temporal.api.workflowservice.v1.WorkflowService/${method.name}`,
      requestStream: false,
      responseStream: false,
      requestDeserialize: (bytes: Buffer) =>
        plain(method.resolvedRequestType, method.resolvedRequestType.decode(bytes)),
      responseSerialize: (message: Message) => {
        const type = method.resolvedResponseType;
        return Buffer.from(type.encode(type.fromObject(message)).finish());
      },
      requestSerialize: (message: Message) => message,
      responseDeserialize: (message: Message) => message,
    };
    implementation[name] = (call: ServerUnaryCall<Message, Message>, reply: sendUnaryData<Message>) => {
      void answered(answers[name], name, call).then(
        (message) => reply(null, message ?? {}),
        (error: unknown) => reply(errorOf(error, name)),
      );
    };
  }
  server.addService(definition as ServiceDefinition, implementation as UntypedServiceImplementation);
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, at) =>
      error === null ? resolve(at) : reject(error),
    );
  });
  return { server, port: bound };
}

async function answered(answer: Answers[string] | undefined, name: string, call: ServerUnaryCall<Message, Message>) {
  if (answer === undefined) throw new Refusal('UNIMPLEMENTED', name);
  return answer(call.request, call);
}

function errorOf(error: unknown, name: string) {
  if (error instanceof Refusal) return { code: error.code, details: error.details };
  return { code: status.INTERNAL, details: `${name}: ${error instanceof Error ? error.stack : String(error)}` };
}

function plain(type: Message, message: Message): Message {
  return type.toObject(message, { longs: Number, defaults: false });
}

/** A time of the protocol. */
export function timestamp(milliseconds: number) {
  return { seconds: Math.floor(milliseconds / 1000), nanos: (milliseconds % 1000) * 1e6 };
}

/** Milliseconds of a duration of the protocol; 0 where there is none. */
export function milliseconds(duration: Message): number {
  return duration == null ? 0 : Number(duration.seconds ?? 0) * 1000 + (duration.nanos ?? 0) / 1e6;
}

const history: Message = schema.lookupType('temporal.api.history.v1.History');

/** A history as JSON that keeps every field, bytes in base64. */
export function historyToJson(of: Message): Message {
  return history.toObject(history.fromObject(of), { longs: String, bytes: String, enums: String });
}

/** A history out of such JSON. */
export function historyFromJson(json: Message): Message {
  return history.fromObject(json);
}
