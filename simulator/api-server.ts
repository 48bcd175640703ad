import { Cluster } from './cluster.ts';
import { admitted } from './definition.ts';
import { isNamespaced } from './scope.ts';
import type { IsNamespaced } from './compose.ts';
import type { Definition } from './definition.ts';

/** An empty cluster whose API server knows these composite kinds. */
export function clusterWith(definitions: readonly Definition[]): Cluster {
  return new Cluster((object) => {
    const definition = definitionOf(definitions, object.apiVersion, object.kind);
    return definition === undefined ? object : admitted(object, definition);
  });
}

/** Which kinds live in namespaces: composites as they are defined, others as they are known. */
export function scopeWith(definitions: readonly Definition[]): IsNamespaced {
  return (apiVersion, kind) =>
    definitionOf(definitions, apiVersion, kind)?.isNamespaced ?? isNamespaced(apiVersion, kind);
}

function definitionOf(definitions: readonly Definition[], apiVersion: string, kind: string): Definition | undefined {
  return definitions.find((definition) => definition.apiVersion === apiVersion && definition.kind === kind);
}
