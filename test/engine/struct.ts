import { isRecord } from '../../api/json.ts';
import type { Fields } from '../../simulator/object.ts';

/** `google.protobuf.Value` as protobufjs takes it. */
type Value =
  | { readonly nullValue: 0 }
  | { readonly numberValue: number }
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly listValue: { readonly values: readonly Value[] } }
  | { readonly structValue: Struct };

/** `google.protobuf.Struct` as protobufjs takes it. */
export interface Struct {
  readonly fields: Readonly<Record<string, Value>>;
}

/** The message for a JSON object; fields that are undefined are left out, as JSON leaves them out. */
export function toStruct(object: Fields): Struct {
  const present = Object.entries(object).filter(([, value]) => value !== undefined);
  return { fields: Object.fromEntries(present.map(([name, value]) => [name, toValue(value)])) };
}

function toValue(value: unknown): Value {
  if (value === null) return { nullValue: 0 };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { listValue: { values: value.map(toValue) } };
  if (isRecord(value)) return { structValue: toStruct(value) };
  throw new Error(`cannot write a ${typeof value} into a protobuf Struct: JSON has none`);
}

/** The JSON object that a decoded message stands for. */
export function fromStruct(struct: unknown): Fields {
  // The decoder leaves an empty map out.
  const fields = isRecord(struct) && isRecord(struct['fields']) ? struct['fields'] : {};
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, fromValue(value)]));
}

function fromValue(value: unknown): unknown {
  if (!isRecord(value)) return null;
  if (isRecord(value['structValue'])) return fromStruct(value['structValue']);
  if (isRecord(value['listValue'])) {
    const { values } = value['listValue'];
    return Array.isArray(values) ? values.map(fromValue) : [];
  }
  return value['stringValue'] ?? value['numberValue'] ?? value['boolValue'] ?? null;
}
