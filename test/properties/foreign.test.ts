import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runFunction } from '../../function/run-function.ts';
import { anyEdit, anyLoss, anyPolicyChange, lived, lives } from './any/life.ts';
import { anyText } from './any/word.ts';
import { anyWorld } from './any/world.ts';
import { holds } from './holds.ts';

const anyResource = fc.record(
  {
    resource: fc.dictionary(anyText, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3, noNullPrototype: true }),
    ready: fc.constantFrom(0, 1, 2),
  },
  { noNullPrototype: true },
);
const anyForeign = fc.record(
  {
    resources: fc.dictionary(fc.constantFrom('their-bucket', 'their-job', 'constructor', 'worker-job'), anyResource, {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    observed: fc.dictionary(fc.constantFrom('their-bucket', 'their-job'), fc.constant({ kind: 'Bucket' }), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    context: fc.dictionary(anyText, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2, noNullPrototype: true }),
    status: fc.dictionary(fc.constantFrom('theirs', 'note'), fc.string({ maxLength: 5 }), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    connection: fc.constantFrom<Record<string, Buffer>[]>({}, { url: Buffer.from('x') }),
  },
  { noNullPrototype: true },
);

const anyLife = fc.tuple(anyWorld, lives(anyEdit, anyPolicyChange, anyLoss), anyForeign);

test('what earlier steps of the pipeline desire passes through untouched, and changes nothing of ours', () => {
  holds({ of: anyLife, cases: 60 }, ([world, life, { resources, observed, context, status, connection }], tally) => {
    const foreign = Object.fromEntries(
      Object.entries(resources).map(([key, resource]) => [key, { ...resource, connectionDetails: connection }]),
    );
    for (const { request, response } of lived(world, life)) {
      tally.saw(response);
      const seen = Object.entries(observed).filter(([key]) => Object.hasOwn(foreign, key));
      const theirs = seen.map(([key, resource]) => [key, { resource, connectionDetails: {}, ready: 0 }]);
      const beside = runFunction({
        ...request,
        context,
        desired: { composite: { resource: { status }, connectionDetails: connection, ready: 0 }, resources: foreign },
        observed: {
          composite: request.observed?.composite,
          resources: { ...request.observed?.resources, ...Object.fromEntries(theirs) },
        },
      });
      const { resources: all = {}, composite } = beside.desired ?? {};
      const own = Object.fromEntries(Object.entries(all).filter(([key]) => !Object.hasOwn(foreign, key)));
      expect(beside.context).toEqual(context);
      expect(all).toMatchObject(foreign);
      expect(own).toEqual(response.desired?.resources);
      expect(composite?.connectionDetails).toEqual(connection);
      expect(composite?.resource?.['status']).toEqual({
        ...status,
        ...(response.desired?.composite?.resource?.['status'] as object),
      });
    }
  });
});
