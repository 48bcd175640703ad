/** A small drawing for a kind, on a field of 30 by 30, in strokes. */
export function icon(kind: string): string {
  return `<path class="icon" d="${paths[kind] ?? paths['Other']}"/>`;
}

const person = 'M15 8a3.6 3.6 0 1 0 0 7.2A3.6 3.6 0 0 0 15 8zM8 23c.7-4 3.4-5.6 7-5.6s6.3 1.6 7 5.6';
const key = 'M11 12.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm3.2 1.7L21.5 8m-3.3 2.8 2.5 2.5m-5-.3 1.8 1.8';
const sheet = 'M9.5 7.5h7l4 4v11h-11zM16 7.5v4.5h4.5M12.5 15.5h5m-5 3.5h5';
const cogs = 'M8 9.5h14v8.5H8zM5.5 21.5h19M12 13l1.8 1.3L12 15.5m4 0h2.5';

const paths: Readonly<Record<string, string>> = {
  TrainingRun: 'M7.5 22V8m0 14h15M10.5 11c2.5 0 3 7 6 7.5 2 .3 3.5-.2 5-.2',
  TrainingCluster: 'm15 7 6.5 3.7v7.6L15 22l-6.5-3.7v-7.6zm0 7.5 6.5-3.8M15 14.5V22m0-7.5-6.5-3.8',
  EnvironmentConfig: 'M15 6.8 22 9v5.5c0 4-2.8 7-7 8.7-4.2-1.7-7-4.7-7-8.7V9zm-3.2 8 2.4 2.4 4.3-4.7',
  ServiceAccount: person,
  Role: key,
  RoleBinding:
    'M12.5 17.5 17.5 12.5M13.5 10.5l1.8-1.8a4 4 0 0 1 5.8 5.8l-1.8 1.8M16.5 19.5l-1.8 1.8a4 4 0 0 1-5.8-5.8l1.8-1.8',
  ExternalSecret: 'M9 14h12v8H9zM11.5 14v-2.5a3.5 3.5 0 0 1 7 0V14M15 17.2v1.8',
  Secret: 'M9 14h12v8H9zM11.5 14v-2.5a3.5 3.5 0 0 1 7 0V14M15 17.2v1.8',
  ProviderConfig: key,
  ClusterProviderConfig: key,
  ConfigMap: sheet,
  Namespace: 'M8 11V8h3m8 0h3v3m0 8v3h-3m-8 0H8v-3M12.5 12.5h5v5h-5z',
  PodDisruptionBudget: 'M15 7a8 8 0 0 1 8 8H7a8 8 0 0 1 8-8zm0 8v6a2 2 0 0 1-4 0',
  PersistentVolumeClaim:
    'M8 10c0-1.7 3-2.8 7-2.8s7 1.1 7 2.8-3 2.8-7 2.8S8 11.7 8 10zm0 0v10c0 1.7 3 2.8 7 2.8s7-1.1 7-2.8V10M8 15c0 1.7 3 2.8 7 2.8s7-1.1 7-2.8',
  Service:
    'M15 7.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM9 18.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm12 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM15 11.5v3.5M9 18.5V15h12v3.5',
  NetworkPolicy: 'M15 7a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM9.5 20.5l11-11',
  Job: cogs,
  Other: 'm15 7.5 6.5 3.7v7.6L15 22.5l-6.5-3.7v-7.6z',
};
