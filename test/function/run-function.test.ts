import { Ready, Severity, Status } from '@crossplane-org/function-sdk-typescript';
import { describe, expect, test } from '@jest/globals';
import { apiVersion } from '../../api/names.ts';
import { runFunction } from '../../function/run-function.ts';
import { requestOf, type RequestParts } from '../support/request.ts';

const run = {
  apiVersion,
  kind: 'TrainingRun',
  metadata: { name: 'digits', namespace: 'team-vision', generation: 3 },
  spec: { trainer: { recipe: 'digits-cnn' }, artifacts: { retentionPolicy: 'Delete' } },
};
const noPolicy = { policy: [], 'namespace-policy': [] };
const answer = (parts: Partial<RequestParts> = {}) =>
  runFunction(requestOf({ composite: run, required: noPolicy, ...parts }));

const bucket = {
  resource: {
    apiVersion: 's3.aws.m.upbound.io/v1beta1',
    kind: 'Bucket',
    spec: { forProvider: { region: 'eu-west-1' } },
  },
  connectionDetails: {},
  ready: Ready.READY_TRUE,
};

describe('what earlier steps of the pipeline said', () => {
  const desired = {
    composite: {
      resource: { spec: { note: 'kept' }, status: { bucket: 'b', phase: 'Theirs' } },
      connectionDetails: { url: Buffer.from('x') },
      ready: Ready.READY_UNSPECIFIED,
    },
    resources: { bucket },
  };
  const context = { 'example.com/environment': { a: 1 } };

  test.each([
    { because: 'the run is planned', parts: {} },
    { because: 'policy is not delivered yet', parts: { required: {} } },
    { because: 'the spec is wrong', parts: { composite: { ...run, spec: {} } } },
    { because: 'the composite cannot be read', parts: { composite: { kind: 'Unknown' } } },
  ])('passes through while $because', ({ parts }) => {
    const observed = { bucket: { ...bucket.resource, metadata: { name: 'seen' } } };
    const response = answer({ desired, context, observed, ...parts });
    expect(response.desired?.resources['bucket']).toEqual(bucket);
    expect(response.desired?.composite).toMatchObject({
      resource: { spec: { note: 'kept' }, status: { bucket: 'b' } },
      connectionDetails: { url: Buffer.from('x') },
    });
    expect(response.context).toEqual(context);
    expect(response.meta?.tag).toBe('a-tag');
  });

  test('gives way only where the status is ours', () => {
    expect(answer({ desired }).desired?.composite?.resource?.['status']).toMatchObject({
      phase: 'Provisioning',
      bucket: 'b',
    });
  });

  test('does not make a run look as if something of its own existed', () => {
    const status = answer({ desired, observed: { bucket: {} }, composite: { ...run, spec: {} } }).desired?.composite;
    expect(status?.resource?.['status']).toMatchObject({ phase: 'Refused' });
  });

  test('is never overwritten: a name that both use stops the reconcile', () => {
    const response = answer({ desired: { composite: undefined, resources: { service: bucket } } });
    expect(response.desired?.resources).toEqual({ service: bucket });
    expect(response.results).toMatchObject([
      {
        severity: Severity.SEVERITY_FATAL,
        message: 'cannot compose service: an earlier step of the pipeline desires a resource of that name',
      },
    ]);
  });
});

describe('the version of the composite that was read', () => {
  const read = { ...run, metadata: { ...run.metadata, resourceVersion: '7' } };
  const refused = { ...read, spec: {} };
  const manager = 'apiextensions.crossplane.io/composed/1';
  const managedFields = [{ manager, operation: 'Apply', fieldsV1: { 'f:metadata': { 'f:name': {} } } }];
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'digits', managedFields } };
  const refersTo = (...resourceRefs: readonly object[]) => ({ ...refused, spec: { crossplane: { resourceRefs } } });

  test.each([
    { because: 'nothing is composed, and nothing was', parts: { composite: refused }, says: { resourceVersion: '7' } },
    {
      because: 'the same is composed as before',
      parts: { composite: refersTo(job), observed: { job } },
      says: { resourceVersion: '7' },
    },
    {
      because: 'an earlier step says something of its own',
      parts: {
        composite: refused,
        desired: {
          composite: { resource: { metadata: { labels: {} } }, connectionDetails: {}, ready: Ready.READY_UNSPECIFIED },
          resources: {},
        },
      },
      says: { labels: {}, resourceVersion: '7' },
    },
    { because: 'objects are composed for the first time', parts: { composite: read }, says: undefined },
    {
      because: 'a reference to something else is still recorded',
      parts: { composite: refersTo(job, job), observed: { job } },
      says: undefined,
    },
    { because: 'it was never stored', parts: { composite: { ...run, spec: {} } }, says: undefined },
  ])('is said back, unless Crossplane itself writes another one first: $because', ({ parts, says }) => {
    expect(answer(parts).desired?.composite?.resource?.['metadata']).toEqual(says);
  });
});

describe('the reconcile stops, and nothing is applied or deleted', () => {
  const { namespace: _, ...clusterScoped } = run.metadata;
  test.each([
    {
      because: 'there is no composite',
      composite: undefined,
      says: 'cannot read the composite resource: the request has none',
    },
    {
      because: 'it has no name',
      composite: { ...run, metadata: {} },
      says: 'cannot read the composite resource: apiVersion, kind or metadata.name is missing',
    },
    {
      because: 'it is in no namespace',
      composite: { ...run, metadata: clusterScoped },
      says: "cannot read TrainingRun digits: metadata.namespace is missing; crosstrain's kinds are namespaced",
    },
    {
      because: 'its kind is not ours',
      composite: { ...run, kind: 'Deployment' },
      says: 'cannot compose crosstrain.dev/v1alpha1 Deployment: known kinds are ',
    },
    {
      because: 'its group is not ours',
      composite: { ...run, apiVersion: 'example.com/v1' },
      says: 'cannot compose example.com/v1 TrainingRun: known kinds are ',
    },
    { because: 'its kind is a word of JavaScript', composite: { ...run, kind: 'constructor' }, says: 'cannot compose' },
  ])('where $because', ({ composite, says }) => {
    const response = answer({ composite });
    expect(response.results).toMatchObject([
      { severity: Severity.SEVERITY_FATAL, message: expect.stringContaining(says) },
    ]);
    expect(response.conditions).toMatchObject([
      { type: 'Accepted', status: Status.STATUS_CONDITION_UNKNOWN, reason: 'UnreadableResource' },
    ]);
  });

  test('and a run that is complete stays complete', () => {
    const complete = { type: 'Complete', status: 'True', reason: 'Succeeded', message: 'trained to the end' };
    const conditions = [
      complete,
      { type: 'Accepted', status: 'True' },
      { type: 'Ready', status: 'True' },
      { type: 'Theirs' },
    ];
    const broken = answer({
      composite: { ...run, status: { conditions } },
      desired: { composite: undefined, resources: { service: bucket } },
    });
    expect(broken.conditions).toMatchObject([
      { type: 'Accepted', status: Status.STATUS_CONDITION_UNKNOWN },
      { ...complete, status: Status.STATUS_CONDITION_TRUE },
    ]);
  });
});

describe('policy', () => {
  test('is asked for by name, and nothing is decided without it', () => {
    const response = answer({ required: {} });
    expect(response.requirements?.resources).toEqual({
      policy: {
        apiVersion: 'apiextensions.crossplane.io/v1beta1',
        kind: 'EnvironmentConfig',
        matchName: 'crosstrain-policy',
      },
      'namespace-policy': {
        apiVersion: 'apiextensions.crossplane.io/v1beta1',
        kind: 'EnvironmentConfig',
        matchName: 'crosstrain-policy-team-vision',
      },
    });
    expect(response.desired?.resources).toEqual({});
    expect(response.desired?.composite?.ready).toBe(Ready.READY_FALSE);
    expect(response.conditions).toMatchObject([{ type: 'Accepted', reason: 'WaitingForFacts' }]);
  });

  test('may be delivered by a core that calls it extra resources', () => {
    const request = requestOf({ composite: run });
    const items = { policy: { items: [] }, 'namespace-policy': { items: [] } };
    expect(runFunction({ ...request, extraResources: items }).conditions).toMatchObject([
      { type: 'Accepted', status: Status.STATUS_CONDITION_TRUE },
      {},
      {},
      {},
      {},
      {},
    ]);
  });
});
