import { expect, test } from '@jest/globals';
import { createdClusterFacts } from '../../../function/observe/created-cluster.ts';

const usage = { spec: { of: { kind: 'Route', resourceRef: { name: 'kept' } } } };
const network = (route: string) => ({ status: { facts: { egressRoute: route } } });

test.each([
  { because: 'the network says it', status: {}, network: network('told'), observed: {}, route: 'told' },
  {
    because: 'it said so once',
    status: { facts: { aws: { egressRoute: 'recorded' } } },
    network: undefined,
    observed: {},
    route: 'recorded',
  },
  {
    because:
      'a Usage keeps it: with its name lost the Usage would go, and nodes lose their way out while they are drained',
    status: undefined,
    network: undefined,
    observed: { 'usage-route-private-egress': usage },
    route: 'kept',
  },
  { because: 'nobody knows it', status: undefined, network: undefined, observed: {}, route: undefined },
])('the route is $route, because $because', ({ status, network: delivered, observed, route }) => {
  expect(createdClusterFacts(status, new Map(Object.entries(observed)), delivered).egressRoute).toBe(route);
});
