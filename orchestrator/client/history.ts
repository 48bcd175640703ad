import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { isRecord } from '../../api/json.ts';
import { auditRecords } from '../audit/records.ts';
import type { AuditRecord, Decode } from '../audit/records.ts';

/** The audit trail of a workflow's newest execution. */
export async function auditOf(client: Client, id: string): Promise<readonly AuditRecord[]> {
  const handle = client.workflow.getHandle(id);
  const { runId } = await handle.describe();
  const { payloadCodecs } = client.options.loadedDataConverter;
  return auditRecords(await handle.fetchHistory(), id, runId, decoder(payloadCodecs));
}

/** Reads payloads through the codecs, the last that wrote first. */
function decoder(codecs: readonly PayloadCodec[]): Decode {
  return async (payloads) => {
    const list = isRecord(payloads) ? payloads['payloads'] : undefined;
    if (!Array.isArray(list)) return [];
    // The protocol's own messages, as the client read them.
    // oxlint-disable-next-line typescript/no-unsafe-assignment
    let decoded: Payload[] = list;
    for (const codec of codecs.toReversed()) decoded = await codec.decode(decoded);
    return decoded.map((payload) => defaultPayloadConverter.fromPayload<unknown>(payload));
  };
}
