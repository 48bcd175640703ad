import { parse } from 'yaml';
import computePoolComposition from '../../package/apis/computepools/composition.yaml';
import computePoolDefinition from '../../package/apis/computepools/definition.yaml';
import trainingClusterComposition from '../../package/apis/trainingclusters/composition.yaml';
import trainingClusterDefinition from '../../package/apis/trainingclusters/definition.yaml';
import trainingNetworkComposition from '../../package/apis/trainingnetworks/composition.yaml';
import trainingNetworkDefinition from '../../package/apis/trainingnetworks/definition.yaml';
import trainingRunComposition from '../../package/apis/trainingruns/composition.yaml';
import trainingRunDefinition from '../../package/apis/trainingruns/definition.yaml';
import { parseComposition } from '../../simulator/composition.ts';
import { parseDefinition } from '../../simulator/definition.ts';
import { parseObject } from '../../simulator/object.ts';
import type { Composition } from '../../simulator/composition.ts';
import type { Definition } from '../../simulator/definition.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

/** The Compositions of crosstrain's Configuration package. */
export const compositions: readonly Composition[] = [
  trainingRunComposition,
  trainingClusterComposition,
  trainingNetworkComposition,
  computePoolComposition,
].map((text) => parseComposition(own(text)));

/** The kinds that the package defines. */
export const definitions: readonly Definition[] = [
  trainingRunDefinition,
  trainingClusterDefinition,
  trainingNetworkDefinition,
  computePoolDefinition,
].map((text) => parseDefinition(own(text)));

/** Whether an object is a composite resource of the package. */
export function isComposite({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>): boolean {
  return compositions.some(
    ({ compositeType }) => compositeType.apiVersion === apiVersion && compositeType.kind === kind,
  );
}

/** An object of our own package, whose tests check it. */
function own(text: string): KubernetesObject {
  const object = parseObject(parse(text));
  if (typeof object === 'string') throw new Error(`cannot read crosstrain's own package: ${object}`);
  return object;
}
