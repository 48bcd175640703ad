// The descriptors that gRPC reflection hands out, from the .proto files of the server. Made here and not while serving,
// since a .proto parser would double the time from start to serving; made without protobufjs's own conversion, since its
// map entries and type names are not those of protoc, and clients refuse them.
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor.js';
import { root as tree } from '../tree.mjs';

const { FileDescriptorProto, FieldDescriptorProto } = descriptor;
const types = FieldDescriptorProto.Type;

const sources = [
  { name: 'google/protobuf/struct.proto' },
  { name: 'google/protobuf/duration.proto' },
  { name: 'run_function.proto', path: 'function/server/run-function.proto' },
  {
    name: 'run_function_v1beta1.proto',
    path: 'function/server/run-function.proto',
    rename: ['proto.v1;', 'proto.v1beta1;'],
  },
  { name: 'grpc/health/v1/health.proto', path: 'function/server/health.proto' },
];

/**
 * The text of `function/server/descriptors.gen.json`: per file what it declares and imports, and its descriptor. A file
 * comes after those that it imports.
 */
export function grpcDescriptors() {
  const root = new protobuf.Root();
  const files = sources.map((source) => load(root, source));
  root.resolveAll();
  const rows = files.map(({ name, packageName, imports, members }) => {
    const file = { name, package: packageName, dependency: imports, ...declarations(members), syntax: 'proto3' };
    const bytes = Buffer.from(FileDescriptorProto.encode(FileDescriptorProto.fromObject(file)).finish());
    const services = members.filter(isService).map(nameOf);
    return { name, imports, services, symbols: members.flatMap(symbols), base64: bytes.toString('base64') };
  });
  return `${JSON.stringify(rows, null, 1)}\n`;
}

function load(root, { name, path, rename }) {
  const before = new Set(root.nestedArray.flatMap(leaves));
  if (path === undefined) root.addJSON(protobuf.common.get(name).nested);
  const text = path === undefined ? '' : readFileSync(tree + path, 'utf8');
  const parsed =
    path === undefined ? {} : protobuf.parse(rename ? text.replace(...rename) : text, root, { keepCase: true });
  const members = root.nestedArray.flatMap(leaves).filter((member) => !before.has(member));
  return { name, packageName: members[0].parent.fullName.slice(1), imports: parsed.imports ?? [], members };
}

function leaves(object) {
  return object instanceof protobuf.Namespace && object.constructor === protobuf.Namespace
    ? object.nestedArray.flatMap(leaves)
    : [object];
}

function isService(object) {
  return object instanceof protobuf.Service;
}

function nameOf(object) {
  return object.fullName.slice(1);
}

function symbols(object) {
  const inner = object.nestedArray ?? [];
  const methods = object.methodsArray ?? [];
  return [nameOf(object), ...[...inner, ...methods].flatMap(symbols)];
}

function declarations(members) {
  return {
    messageType: members.filter((member) => member instanceof protobuf.Type).map(message),
    enumType: members.filter((member) => member instanceof protobuf.Enum).map(enumeration),
    service: members.filter(isService).map(service),
  };
}

function message(type) {
  // protoc lists the one-of groups that stand for `optional` after those that a person wrote.
  const groups = type.oneofsArray.toSorted((a, b) => isOptional(a.fieldsArray[0]) - isOptional(b.fieldsArray[0]));
  const { messageType: nestedType, enumType } = declarations(type.nestedArray);
  const entries = type.fieldsArray.filter((of) => of.map).map(mapEntry);
  return {
    name: type.name,
    field: type.fieldsArray.map((of) => field(of, groups)),
    oneofDecl: groups.map((group) => ({ name: group.name })),
    nestedType: [...entries, ...nestedType],
    enumType,
  };
}

function isOptional(of) {
  return of.options?.proto3_optional === true;
}

function field(of, groups) {
  const out = {
    name: snakeCase(of.name),
    number: of.id,
    label: of.repeated || of.map ? 3 : 1,
    jsonName: camelCase(of.name),
    ...typeOf(of),
  };
  if (of.map) Object.assign(out, { type: types.TYPE_MESSAGE, typeName: `${of.parent.fullName}.${entryName(of)}` });
  if (of.partOf) out.oneofIndex = groups.indexOf(of.partOf);
  if (isOptional(of)) out.proto3Optional = true;
  if (of.options?.deprecated) out.options = { deprecated: true };
  return out;
}

function typeOf(of) {
  const { resolvedType } = of;
  if (!resolvedType) return { type: types[`TYPE_${of.type.toUpperCase()}`] };
  return {
    type: resolvedType instanceof protobuf.Enum ? types.TYPE_ENUM : types.TYPE_MESSAGE,
    typeName: resolvedType.fullName,
  };
}

function mapEntry(of) {
  const key = { name: 'key', number: 1, label: 1, jsonName: 'key', type: types[`TYPE_${of.keyType.toUpperCase()}`] };
  const value = { name: 'value', number: 2, label: 1, jsonName: 'value', ...typeOf(of) };
  return { name: entryName(of), field: [key, value], options: { mapEntry: true } };
}

function entryName(of) {
  const name = camelCase(of.name);
  return `${name[0].toUpperCase()}${name.slice(1)}Entry`;
}

function camelCase(name) {
  return name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/** protobufjs carries Google's own files in camel case. */
function snakeCase(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function enumeration(of) {
  return { name: of.name, value: Object.entries(of.values).map(([name, number]) => ({ name, number })) };
}

function service(of) {
  const method = (rpc) => ({
    name: rpc.name,
    inputType: rpc.resolvedRequestType.fullName,
    outputType: rpc.resolvedResponseType.fullName,
    ...(rpc.requestStream && { clientStreaming: true }),
    ...(rpc.responseStream && { serverStreaming: true }),
  });
  return { name: of.name, method: of.methodsArray.map(method) };
}
