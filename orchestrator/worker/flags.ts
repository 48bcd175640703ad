import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';

/** How the worker is to run. Where Temporal is, the standard `TEMPORAL_` variables say; which cluster, `KUBECONFIG` or the pod. */
export interface WorkerSettings {
  /** `host:port` of /metrics. */
  readonly metricsAddress: string;
  /** The file of workflow code. */
  readonly workflowCode: string;
  /** Which build this is, for Worker Deployments. Absent: without versioning. */
  readonly buildId: string | undefined;
}

/** What the command line asks for. */
export type Flags =
  | { readonly kind: 'work'; readonly settings: WorkerSettings }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly message: string };

const help = `crosstrain-orchestrator: runs the workflows of TrainingRuns

  --metrics-address HOST:PORT   /metrics; default 0.0.0.0:8080
  --workflow-code FILE          the bundled workflows; default beside this program
  --build-id ID                 joins the Worker Deployment "crosstrain" as this build
  -h, --help

Temporal: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_… . Cluster: KUBECONFIG, or the pod's own.
CROSSTRAIN_PAYLOAD_KEY_FILE: 32 bytes in base64; what goes to Temporal is encrypted with them.
`;

const options = {
  'metrics-address': { type: 'string', default: '0.0.0.0:8080' },
  'workflow-code': { type: 'string' },
  'build-id': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the command line. */
export function parseFlags(args: readonly string[]): Flags {
  try {
    const { values } = parseArgs({ args: [...args], options });
    if (values.help) return { kind: 'help', text: help };
    const metricsAddress = values['metrics-address'];
    if (!/^[^\s]+:\d+$/.test(metricsAddress)) {
      return { kind: 'wrong', message: `cannot use --metrics-address ${metricsAddress}: it must be HOST:PORT` };
    }
    return {
      kind: 'work',
      settings: {
        metricsAddress,
        workflowCode: values['workflow-code'] ?? fileURLToPath(new URL('workflows.js', import.meta.url)),
        buildId: values['build-id'],
      },
    };
  } catch (error) {
    return {
      kind: 'wrong',
      message: `${error instanceof Error ? error.message : String(error)}; --help lists the flags`,
    };
  }
}
