import type { Condition } from '../../api/conditions.ts';
import type { Request } from '../request.ts';
import type { Answer, Requirement } from '../response.ts';
import type { Settled } from '../settle/settle.ts';
import { missing } from '../status/conditions.ts';

/** What a kind that provisions something says of itself beside its objects. */
export interface Provisioning {
  /** What is made, in a sentence. */
  readonly summary: string;
  /** What it is good for once it is there, in a sentence. */
  readonly available: string;
  /** The kind's own part of the status, facts included. */
  readonly status: Readonly<Record<string, unknown>>;
  /** Facts that others wait for although all objects are ready; none when all are known. */
  readonly unknownFacts: readonly string[];
  readonly requirements: Readonly<Record<string, Requirement>>;
}

/** The answer of a kind that is there once all its objects are, and stays. */
export function provisioningAnswer(
  { composite }: Request,
  settled: Settled,
  provisioning: Provisioning,
): Answer | { readonly fatal: string } {
  if (settled.unreadable.length > 0)
    return {
      fatal: `cannot keep ${settled.unreadable.join(', ')}: a fact is lost, and Crossplane's own fields are not marked in the observed objects`,
    };
  const { summary, available, status, unknownFacts, requirements } = provisioning;
  const isReady = settled.waitingFor.length === 0 && settled.notReady.length === 0 && unknownFacts.length === 0;
  const message = isReady ? available : [missing(settled), ...unknownFacts].filter((part) => part !== '').join('; ');
  const conditions: readonly Condition[] = [
    { type: 'Accepted', status: 'True', reason: 'Accepted', message: summary },
    isReady
      ? { type: 'Provisioned', status: 'True', reason: 'Available', message }
      : { type: 'Provisioned', status: 'False', reason: 'Creating', message },
  ];
  return {
    desired: settled.desired,
    ready: isReady,
    status: {
      ...(composite.generation !== undefined && { observedGeneration: composite.generation }),
      phase: isReady ? 'Ready' : 'Provisioning',
      reason: isReady ? 'Available' : 'Creating',
      message,
      summary,
      waitingFor: settled.waitingFor,
      ...status,
    },
    conditions,
    events: [],
    requirements,
    ttlSeconds: isReady ? 600 : 30,
  };
}
