import { ServerInterceptingCall, status } from '@grpc/grpc-js';
import type { ServerInterceptor } from '@grpc/grpc-js';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Of prom-client's own: gauges that are called totals, which Prometheus keeps for counters, and what they are made of. */
const misnamed = ['handles', 'requests', 'resources'].flatMap((what) => [
  `nodejs_active_${what}`,
  `nodejs_active_${what}_total`,
]);

/** What is measured. Names are those of the Go SDK's functions where it has one, so that one dashboard serves both. */
export class Metrics {
  readonly registry = new Registry();

  readonly #handled = new Counter({
    name: 'grpc_server_handled_total',
    help: 'Calls completed, by code.',
    labelNames: ['grpc_service', 'grpc_method', 'grpc_code'],
    registers: [this.registry],
  });
  readonly #seconds = new Histogram({
    name: 'grpc_server_handling_seconds',
    help: 'Seconds from the first byte of a call to its status.',
    labelNames: ['grpc_service', 'grpc_method'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [this.registry],
  });
  readonly #inFlight = new Gauge({
    name: 'grpc_server_in_flight',
    help: 'Calls begun and not completed.',
    labelNames: ['grpc_service', 'grpc_method'],
    registers: [this.registry],
  });
  readonly #requestBytes = messageSizes('function_request_bytes', 'Bytes of RunFunction requests.', this.registry);
  readonly #responseBytes = messageSizes('function_response_bytes', 'Bytes of RunFunction responses.', this.registry);
  readonly #fatal = new Counter({
    name: 'function_fatal_total',
    help: 'RunFunction calls that failed in the function itself.',
    registers: [this.registry],
  });

  /** Also measures the process: memory, CPU, event loop. */
  measureProcess(): void {
    collectDefaultMetrics({ register: this.registry });
    for (const name of misnamed) this.registry.removeSingleMetric(name);
  }

  /** One RunFunction call's sizes, in bytes. */
  ran(call: { readonly requestBytes: number; readonly responseBytes: number; readonly isFatal: boolean }): void {
    this.#requestBytes.observe(call.requestBytes);
    this.#responseBytes.observe(call.responseBytes);
    if (call.isFatal) this.#fatal.inc();
  }

  /** A call has begun; the function returned is called once with its code. */
  begin(path: string): (code: status) => void {
    const [, grpc_service = '', grpc_method = ''] = path.split('/');
    const labels = { grpc_service, grpc_method };
    const observeSeconds = this.#seconds.startTimer(labels);
    this.#inFlight.inc(labels);
    return (code) => {
      observeSeconds();
      this.#inFlight.dec(labels);
      this.#handled.inc({ ...labels, grpc_code: status[code] });
    };
  }
}

/**
 * Measures every call of every service, and says what to do about a request that is too large.
 * The status is taken where it leaves, on the call object itself: what gRPC refuses before any handler (a message over
 * the limit, an expired deadline) never passes an interceptor's `sendStatus`.
 */
export function observeCalls(metrics: Metrics): ServerInterceptor {
  return (method, call) => {
    const end = once(metrics.begin(method.path));
    const sendStatus = call.sendStatus.bind(call);
    call.sendStatus = (outcome) => {
      end(outcome.code ?? status.UNKNOWN);
      sendStatus(withAdvice(outcome));
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({ onReceiveMetadata: (metadata, go) => go(metadata), onCancel: () => end(status.CANCELLED) }),
    });
  };
}

type CallStatus = Parameters<ServerInterceptingCall['sendStatus']>[0];

function withAdvice(outcome: CallStatus): CallStatus {
  if (outcome.code !== status.RESOURCE_EXHAUSTED) return outcome;
  return { ...outcome, details: `${outcome.details}; raise --max-recv-message-size (MB) or MAX_RECV_MESSAGE_SIZE` };
}

function once(end: (code: status) => void): (code: status) => void {
  let isEnded = false;
  return (code) => {
    if (!isEnded) end(code);
    isEnded = true;
  };
}

function messageSizes(name: string, help: string, registry: Registry): Histogram {
  const [kb, mb] = [1024, 1024 * 1024];
  return new Histogram({
    name,
    help,
    buckets: [kb, 16 * kb, 64 * kb, 256 * kb, mb, 4 * mb, 16 * mb],
    registers: [registry],
  });
}
