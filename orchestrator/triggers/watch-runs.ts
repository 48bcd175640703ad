import { KubernetesObjectApi, ListWatch, Watch } from '@kubernetes/client-node';
import type { KubeConfig, KubernetesObject } from '@kubernetes/client-node';
import { apiVersion } from '../../api/names.ts';
import { isRecord } from '../../api/json.ts';
import type { LiveObject } from '../kubernetes/cluster.ts';

/** What is told of a watch. */
export interface Watching {
  readonly onRun: (run: LiveObject) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Longest pause before a broken watch is begun again, in milliseconds. */
const longestPause = 60_000;

/**
 * Watches the TrainingRuns of all namespaces until the function that it gives is called. The client's informer ends for good on
 * most errors (kubernetes-client/javascript#1933): it is begun again, each time later, with a list of what is there.
 */
export async function watchRuns(config: KubeConfig, { onRun, onError }: Watching): Promise<() => Promise<void>> {
  const api = config.makeApiClient(KubernetesObjectApi);
  const list = () => api.list<KubernetesObject>(apiVersion, 'TrainingRun');
  const informer = new ListWatch<KubernetesObject>(`/apis/${apiVersion}/trainingruns`, new Watch(config), list, false);
  let pause = 1000;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const tell = (run: KubernetesObject) => {
    pause = 1000;
    const plain: unknown = JSON.parse(JSON.stringify(run));
    if (isRecord(plain)) onRun(plain).catch(onError);
  };
  const again = (error: unknown) => {
    if (isStopped) return;
    onError(error);
    clearTimeout(timer);
    timer = setTimeout(() => void informer.start().catch(again), pause);
    pause = Math.min(pause * 2, longestPause);
  };
  informer.on('add', tell);
  informer.on('update', tell);
  informer.on('error', again);
  await informer.start().catch(again);
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await informer.stop();
  };
}
