import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { searchAttributes } from '../contract/search-attributes.ts';

type Operator = Pick<Connection['operatorService'], 'listSearchAttributes' | 'addSearchAttributes'>;

const types = {
  KEYWORD: proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  INT: proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_INT,
} as const;

/**
 * Makes the namespace know our search attributes: with one that it does not know, every task of every workflow fails
 * without a word to whoever started it.
 *
 * Throws, naming them, where some are missing and may not be added.
 */
export async function prepareNamespace(operator: Operator, namespace: string): Promise<void> {
  const { customAttributes } = await operator.listSearchAttributes({ namespace });
  const missing = Object.values(searchAttributes).filter(({ name }) => !(name in (customAttributes ?? {})));
  if (missing.length === 0) return;
  try {
    await operator.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, types[type]])),
    });
  } catch (error) {
    const words = missing.map(({ name, type }) => `--name ${name} --type ${type === 'INT' ? 'Int' : 'Keyword'}`);
    throw new Error(
      `cannot add search attributes to namespace ${namespace}: ${error instanceof Error ? error.message : String(error)}; ` +
        `have it done by: temporal operator search-attribute create --namespace ${namespace} ${words.join(' ')}`,
      { cause: error },
    );
  }
}
