// Generated from package/apis/trainingruns/definition.yaml by scripts/generate.mjs: change that, then run npm run generate.

/**
 * What to train, on what, with what, and for how much.
 */
export interface TrainingRunSpec {
  /**
   * What trains: one of recipe (built in), module (your own JavaScript) or image (any image, Python too). Cannot be changed.
   */
  trainer: {
    /**
     * Name of a recipe that is built into crosstrain's trainer, such as digits-cnn.
     */
    recipe?: string;
    /**
     * Path of a JavaScript module (.js or .mjs), relative to the source; crosstrain's trainer imports it and trains what it defines.
     */
    module?: string;
    /**
     * A container image that trains when it is started; it finds its place in the cluster in TF_CONFIG and the rest in the CROSSTRAIN_ variables. Name a digest for a run that can be repeated.
     */
    image?: string;
    /**
     * Your own code, mounted read-only; CROSSTRAIN_SOURCE names the folder. One of configMapRef, git and uri.
     */
    source?: {
      /**
       * A ConfigMap whose keys are the files.
       */
      configMapRef?: {
        /**
         * Name of the ConfigMap, in the namespace where the pods run.
         */
        name: string;
      };
      /**
       * A Git repository that is fetched before training starts.
       */
      git?: {
        /**
         * URL of the repository, https only, without credentials in it.
         */
        url: string;
        /**
         * Commit, tag or branch. Only a commit makes a run that can be repeated.
         */
        revision: string;
      };
      /**
       * A folder of a persistent volume claim in the namespace where the pods run, pvc://claim/path.
       */
      uri?: string;
    };
    /**
     * Replaces the image's entry point; not passed to a shell. Default: the image's own.
     *
     * @maxItems 64
     */
    command?: string[];
    /**
     * Arguments of the entry point. Default: the image's own.
     *
     * @maxItems 256
     */
    args?: string[];
    /**
     * Environment variables of the training container, by name. Nothing secret: use secrets for that. Default: none besides the contract's.
     *
     * @maxItems 128
     */
    env?: {
      /**
       * Name of the variable; TF_CONFIG and names that begin with CROSSTRAIN_ are taken.
       */
      name: string;
      /**
       * Value of the variable, as it is.
       */
      value: string;
    }[];
    /**
     * Any JSON; what it means is the trainer's business, which gets it in CROSSTRAIN_HYPERPARAMETERS. Default: the recipe's own.
     */
    hyperparameters?: {
      [k: string]: unknown;
    };
  };
  /**
   * The accelerators of each worker. Default: none, the run trains on CPUs. Cannot be changed.
   */
  accelerator?: {
    /**
     * Name in crosstrain's catalog, such as L4 or A100-80GB; `crosstrain offers` lists them.
     */
    type: string;
    /**
     * How many each worker gets. Default: 1.
     */
    count?: number;
    /**
     * What to take, in this order, where the first choice cannot be had. Default: nothing else.
     *
     * @maxItems 8
     */
    alternatives?: {
      /**
       * Name in crosstrain's catalog.
       */
      type: string;
      /**
       * How many each worker gets. Default: 1.
       */
      count?: number;
    }[];
  };
  /**
   * How many workers train together; each is a pod and a TensorFlow task. Default: 1. Can be changed only while the run is suspended.
   */
  workers?: number;
  /**
   * How workers share what they learn: AllReduce (every step together, all restart together) or ParameterServer (each at its own pace; one more pod, the chief, coordinates). Default: AllReduce. Cannot be changed.
   */
  strategy?: 'AllReduce' | 'ParameterServer';
  /**
   * How many parameter servers; required with strategy ParameterServer, not allowed otherwise. Can be changed only while the run is suspended.
   */
  parameterServers?: number;
  /**
   * One more pod, on CPUs, that evaluates each checkpoint beside the training; it is not part of the training cluster. Default: false.
   */
  evaluator?: boolean;
  /**
   * What each worker's pod asks for besides accelerators, and gets. Other pods get the defaults of a worker without accelerators. Default: see each.
   */
  resources?: {
    /**
     * CPU cores, such as "4" or "500m". Default: four fifths of what the priced instance type has for its accelerators; 2 without accelerators.
     */
    cpu?: string;
    /**
     * Memory, such as 16Gi. Default: four fifths of what the priced instance type has for its accelerators; 4Gi without accelerators.
     */
    memory?: string;
    /**
     * Size of /dev/shm, taken from the memory, such as 2Gi. Default: 1Gi.
     */
    sharedMemory?: string;
    /**
     * Local disk, such as 50Gi. Default: 10Gi.
     */
    ephemeralStorage?: string;
  };
  /**
   * Further volumes of every pod that trains. Default: none.
   *
   * @maxItems 16
   */
  volumes?: {
    /**
     * Name of the volume.
     */
    name: string;
    /**
     * Absolute path in the container.
     */
    mountPath: string;
    /**
     * An existing claim in the namespace where the pods run.
     */
    persistentVolumeClaim?: {
      /**
       * Name of the claim.
       */
      claimName: string;
      /**
       * Mounts it read-only. Default: false.
       */
      readOnly?: boolean;
    };
    /**
     * A ConfigMap in the namespace where the pods run; its keys are the files.
     */
    configMap?: {
      /**
       * Name of the ConfigMap.
       */
      name: string;
    };
    /**
     * An empty folder on the node's disk that lives as long as the pod.
     */
    emptyDir?: {
      /**
       * A pod that writes more is evicted. Default: no limit but the node's.
       */
      sizeLimit?: string;
    };
  }[];
  /**
   * Name of an existing PriorityClass, which decides who is preempted. Default: the policy's, else the cluster's.
   */
  priorityClassName?: string;
  /**
   * Secrets with the credentials of private registries, in the namespace where the pods run. Default: none.
   *
   * @maxItems 8
   */
  imagePullSecrets?: {
    /**
     * Name of the Secret.
     */
    name: string;
  }[];
  /**
   * Further labels of every pod. Default: none.
   */
  podLabels?: {
    [k: string]: string;
  };
  /**
   * Further annotations of every pod. Default: none.
   */
  podAnnotations?: {
    [k: string]: string;
  };
  /**
   * Where the pods may be placed, besides what the accelerator demands. Default: anywhere that fits.
   */
  podTemplateOverrides?: {
    /**
     * Labels that a node must have. Default: those of the accelerator alone.
     */
    nodeSelector?: {
      [k: string]: string;
    };
    /**
     * Taints that the pods bear, besides those of accelerator nodes. Default: none.
     *
     * @maxItems 16
     */
    tolerations?: {
      /**
       * Key of the taint.
       */
      key?: string;
      /**
       * Equal (key and value) or Exists (key alone). Default: Equal.
       */
      operator?: 'Equal' | 'Exists';
      /**
       * Value of the taint, with Equal. Default: the empty one.
       */
      value?: string;
      /**
       * Effect of the taint. Default: every effect.
       */
      effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
      /**
       * How long a pod stays after a NoExecute taint. Default: for ever.
       */
      tolerationSeconds?: number;
    }[];
    /**
     * A pod's affinity as Kubernetes defines it (nodeAffinity, podAffinity, podAntiAffinity). Default: none.
     */
    affinity?: {
      [k: string]: unknown;
    };
  };
  /**
   * Where to train: on a cluster that is there, or on one that is made for this run and goes with it. Default: the cluster of the platform's policy, else the one that Crossplane runs in. Cannot be changed.
   */
  cluster?: {
    /**
     * An existing TrainingCluster. Default: none.
     */
    ref?: {
      /**
       * Name of the TrainingCluster.
       */
      name: string;
      /**
       * Its namespace; another one's must list this namespace in allowedNamespaces. Default: the run's own.
       */
      namespace?: string;
    };
    /**
     * A cluster that is made for this run alone, in about twenty minutes, and deleted when the run has ended, as releasePolicy says; its artifact bucket stays. Default: none.
     */
    create?: {
      /**
       * The cloud.
       */
      cloud: 'AWS';
      /**
       * The cloud's own name of the region, such as us-east-1; one that policy allows.
       */
      region: string;
      /**
       * Zones of the network that is made, such as us-east-1a; ones that sell the accelerators. Default: the policy's aws.zones for the region.
       *
       * @minItems 2
       * @maxItems 3
       */
      zones?: string[];
      /**
       * A TrainingNetwork in this namespace with private subnets in two zones at least. Default: one is made, in zones.
       */
      networkRef?: {
        /**
         * Name of the TrainingNetwork.
         */
        name: string;
      };
      /**
       * Version of Kubernetes. Default: 1.34.
       */
      kubernetesVersion?: string;
      /**
       * Addresses from which the API server may be reached from outside, such as 203.0.113.0/24; only ranges that policy allows. Default: the policy's aws.controlPlaneCidrs.
       *
       * @maxItems 16
       */
      controlPlaneCidrs?: string[];
      /**
       * Whether Crossplane reaches the cluster's network by itself, over a peering or a VPN, so that the API server needs no addresses outside. Default: false.
       */
      privatelyReachable?: boolean;
      /**
       * The machines for what every cluster needs, without accelerators. Default: two m6i.large.
       */
      systemNodes?: {
        /**
         * The machine. Default: m6i.large.
         */
        instanceType?: string;
        /**
         * How many. Default: 2.
         */
        count?: number;
      };
      /**
       * Further tags of all that is made. Default: the policy's aws.tags alone.
       */
      tags?: {
        [k: string]: string;
      };
    };
  };
  /**
   * The machines to train on, where the cluster is one that crosstrain made: a ComputePool that is there, or how the run's own are bought. Default: machines of the run's own, on demand, for as long as it trains. Cannot be changed but for excludedOffers.
   */
  pool?: {
    /**
     * A ComputePool that is there. Default: none, the run's own machines.
     */
    ref?: {
      /**
       * Name of the ComputePool.
       */
      name: string;
      /**
       * Its namespace; another one's must list this namespace in allowedNamespaces. Default: the run's own.
       */
      namespace?: string;
    };
    /**
     * How the machines are bought: OnDemand, Spot (cheap, taken back at two minutes' notice) or Reserved (paid for already). Default: OnDemand.
     */
    capacityType?: 'OnDemand' | 'Spot' | 'Reserved';
    /**
     * What is reserved; required with capacityType Reserved. Default: none.
     */
    reservation?: {
      /**
       * CapacityBlock (for machine learning, with an end) or CapacityReservation (on demand, targeted).
       */
      type: 'CapacityBlock' | 'CapacityReservation';
      /**
       * Its id.
       */
      id: string;
    };
    /**
     * The machine by its name in the cloud, such as g6.12xlarge. Default: the cheapest on which all workers find what they ask for.
     */
    instanceType?: string;
    /**
     * The one zone of all machines. Default: the first of the cluster's where they must be together, else all of the cluster's.
     */
    zone?: string;
    /**
     * Cluster: close together; Spread: each on other hardware, seven at most; Any. Default: Cluster for several machines with EFA, else Any.
     */
    placement?: 'Cluster' | 'Spread' | 'Any';
    /**
     * Size of each machine's encrypted disk, for images and scratch. Default: 200.
     */
    diskGiB?: number;
    /**
     * Machines that are not to be taken, since they could not be had; who watches the run adds to it, and it then moves to the next offer. Default: none.
     *
     * @maxItems 64
     */
    excludedOffers?: {
      /**
       * The machine by its name in the cloud.
       */
      instanceType: string;
    }[];
  };
  /**
   * What is trained on. Default: what the recipe or image brings along. Cannot be changed.
   */
  data?: {
    /**
     * The inputs, by name; CROSSTRAIN_INPUTS lists them.
     *
     * @minItems 1
     * @maxItems 16
     */
    inputs: {
      /**
       * Name of the input, and of its folder below /crosstrain/inputs where it is mounted.
       */
      name: string;
      /**
       * pvc://claim/path is mounted as a folder; s3://, gs://, az:// and https:// are handed to the trainer as they are, which reads them itself.
       */
      uri: string;
      /**
       * ReadOnly, or ReadWrite for a cache that the run fills. Default: ReadOnly.
       */
      access?: 'ReadOnly' | 'ReadWrite';
    }[];
  };
  /**
   * Where checkpoints, logs and the model go, and how long they stay. Default: below the cluster's or the policy's artifacts.uri, kept when the run is deleted.
   */
  artifacts?: {
    /**
     * The run owns <uri>/<namespace>/<run>. pvc://claim/path is mounted; s3://, gs:// and az:// are handed to the trainer, which writes them itself. Default: the cluster's, else the policy's.
     */
    uri?: string;
    /**
     * Retain (everything stays when the run is deleted) or Delete (kept in a claim of the run's own that goes with it). Default: Retain.
     */
    retentionPolicy?: 'Retain' | 'Delete';
    /**
     * Size of the run's own claim, with retentionPolicy Delete. Default: 10Gi.
     */
    storage?: string;
    /**
     * How often progress is saved. Default: every 300 seconds, the last 3 kept.
     */
    checkpoint?: {
      /**
       * Seconds between two checkpoints; what a killed worker costs at most. Default: 300.
       */
      intervalSeconds?: number;
      /**
       * How many checkpoints are kept. Default: 3.
       */
      keep?: number;
    };
  };
  /**
   * Secrets from the platform's secret store, mounted as files; never environment variables. Default: none.
   *
   * @maxItems 16
   */
  secrets?: {
    /**
     * Name of the secret in the run, and of the file in its mountPath.
     */
    name: string;
    /**
     * Key in the secret store, below the policy's keyPrefix.
     */
    key: string;
    /**
     * Absolute path of the folder in which the file <name> appears.
     */
    mountPath: string;
  }[];
  /**
   * How often training is started again, by cause. Default: see each.
   */
  failurePolicy?: {
    /**
     * After errors of the program. Default: 3.
     */
    maxRestarts?: number;
    /**
     * After a node was taken away or drained. Default: without limit.
     */
    maxPreemptions?: number;
    /**
     * After memory ran out, which seldom helps. Default: 1.
     */
    maxOutOfMemory?: number;
  };
  /**
   * Stops training after a checkpoint and gives the accelerators back; false goes on from there. Default: false.
   */
  suspend?: boolean;
  /**
   * Seconds of training after which the run is stopped. Default: none but the budget's.
   */
  activeDeadlineSeconds?: number;
  /**
   * When what holds machines is given back: OnCompletion (succeeded or failed), OnSuccess (a failed run keeps its pods to look at) or Never. That is Jobs that still run, then machines and a cluster of the run's own; all else stays until the run is deleted. A workflow deletes the TrainingRun itself by the same rule. Default: OnCompletion.
   */
  releasePolicy?: 'OnCompletion' | 'OnSuccess' | 'Never';
  /**
   * Seconds in which everything must be ready where a workflow applied the run; then what was made is taken back. Without a workflow nothing waits for it. Default: 3600.
   */
  provisioningDeadlineSeconds?: number;
  /**
   * What must hold before a workflow accepts what was trained. Without a workflow nobody asks. Default: that it was trained to the end.
   */
  promotion?: {
    /**
     * Bounds on the results on data never trained on, by name. Default: none.
     *
     * @minItems 1
     * @maxItems 16
     */
    thresholds?: {
      /**
       * Name of a metric in status.training.metrics, such as accuracy.
       */
      metric: string;
      /**
       * The least value that passes, as a decimal number. Default: no lower bound.
       */
      minimum?: string;
      /**
       * The greatest value that passes, as a decimal number. Default: no upper bound.
       */
      maximum?: string;
    }[];
    /**
     * That a person approves with name and reason, by crosstrain workflow approve. Default: nobody has to.
     */
    approval?: {
      /**
       * Seconds that it is waited for, a week where nothing is said; then the run ends without approval. Default: 604800.
       */
      timeoutSeconds?: number;
    };
  };
  /**
   * Money, in US dollars at list prices: machines, and disks, control plane and network where they are the run's own; without egress and tax. Default: the policy's caps.
   */
  budget?: {
    /**
     * What an hour may cost, such as "12.50". Default: the policy's.
     */
    maxHourlyUSD?: string;
    /**
     * What the whole run may cost, such as "20.00"; training is stopped in time. Default: the policy's.
     */
    totalUSD?: string;
  };
}

/**
 * What became of the run. Written by crosstrain alone.
 */
export interface TrainingRunStatus {
  /**
   * The generation of the spec that this status speaks of.
   */
  observedGeneration?: number;
  /**
   * Where the run stands, in one word.
   */
  phase?: 'Refused' | 'Provisioning' | 'Starting' | 'Running' | 'Restarting' | 'Suspended' | 'Succeeded' | 'Failed';
  /**
   * Why it stands there, in one word of a closed list, such as OutsidePolicy.
   */
  reason?: string;
  /**
   * The same in a sentence, with the fix where there is one.
   */
  message?: string;
  /**
   * Worker pods that run now.
   */
  workers?: number;
  /**
   * What was decided, and why; kept while the run exists, whatever the catalog says later.
   */
  plan?: {
    /**
     * Accelerators of all workers together, such as 4×L4 or 4×L4 Spot, or CPU.
     */
    accelerator?: string;
    /**
     * Where it trains, such as in-cluster, team-vision/gpu-cluster, or AWS us-east-1 on a cluster of its own.
     */
    where?: string;
    /**
     * The plan in a sentence.
     */
    summary?: string;
    /**
     * The chosen offer; absent for a run on CPUs without a price.
     */
    offer?: {
      /**
       * Name in the catalog.
       */
      accelerator?: string;
      /**
       * Accelerators per worker.
       */
      count?: number;
      /**
       * AWS, GCP or Azure: whose list prices count.
       */
      cloud?: string;
      /**
       * Region of the list price.
       */
      region?: string;
      /**
       * The instance type whose list price counts.
       */
      instanceType?: string;
      /**
       * Price of one worker for an hour.
       */
      usdPerHour?: string;
      /**
       * How the run's own machines are bought.
       */
      capacityType?: string;
    };
    /**
     * The run's own machines; they keep their shape whatever the catalog says later.
     */
    machines?: {
      /**
       * Whose: of workers, or of tasks without accelerators.
       */
      purpose: 'Workers' | 'Support';
      /**
       * Name of the ComputePool.
       */
      pool?: string;
      /**
       * Its name in the cloud.
       */
      instanceType?: string;
      /**
       * How many, while the run trains.
       */
      nodes?: number;
      /**
       * How many accelerators each has.
       */
      accelerators?: number;
      /**
       * How many tasks each takes.
       */
      tasksEach?: number;
      /**
       * How many EFA interfaces each has.
       */
      efaInterfaces?: number;
      /**
       * Price of one machine for an hour.
       */
      usdPerHour?: string;
      /**
       * Price of its disk for an hour.
       */
      diskUSDPerHour?: string;
    }[];
    /**
     * What else could have been taken, and why it lost.
     */
    rejected?: {
      /**
       * Accelerators per worker, such as 2×T4.
       */
      accelerator: string;
      /**
       * The machine; absent where no machine was looked at.
       */
      instanceType?: string;
      /**
       * Why not.
       */
      reason: string;
    }[];
    /**
     * What the run's pods may do in the cloud, and why; all else they may not. Absent: they are nobody there, or the platform says it.
     */
    access?: {
      /**
       * Its name in the policy of the run's role.
       */
      statement: string;
      /**
       * What for.
       */
      reason: string;
    }[];
    /**
     * Date of the price list, YYYY-MM-DD.
     */
    pricesDate?: string;
    /**
     * Seconds of training after which Kubernetes stops the Job; from activeDeadlineSeconds and the budget.
     */
    deadlineSeconds?: number;
  };
  /**
   * Money, in US dollars at list prices, egress and tax excluded.
   */
  cost?: {
    /**
     * What an hour of the whole run costs.
     */
    hourlyUSD?: string;
    /**
     * Spent up to spentAt, from observed times.
     */
    spentUSD?: string;
    /**
     * The time that spentUSD stands for.
     */
    spentAt?: string;
    /**
     * The smaller of budget.totalUSD and the policy's cap.
     */
    capUSD?: string;
    /**
     * What is estimated to be spent before training begins.
     */
    setUpUSD?: string;
    /**
     * What is paid for by the hour; absent where the cluster is not the run's own and its machines neither.
     */
    parts?: {
      /**
       * What it is, such as 4×g6.xlarge or control plane.
       */
      what: string;
      /**
       * Whose cost it is.
       */
      of: 'Machines' | 'Cluster';
      /**
       * US dollars an hour.
       */
      usdPerHour: string;
    }[];
    /**
     * Spent and cap, such as $3.10/20.
     */
    summary?: string;
  };
  /**
   * What the trainer reports, or what its Job shows.
   */
  training?: {
    /**
     * How often the run was started as a whole, from 0.
     */
    attempt?: number;
    /**
     * Steps done, all attempts together.
     */
    step?: number;
    /**
     * Steps of the whole run.
     */
    totalSteps?: number;
    /**
     * Steps done, such as 62%.
     */
    progress?: string;
    /**
     * Training loss of the last step, as a decimal number; - while unknown.
     */
    loss?: string;
    /**
     * Examples per second, all workers together, as a decimal number.
     */
    examplesPerSecond?: string;
    /**
     * Seconds left at the present speed.
     */
    etaSeconds?: number;
    /**
     * The same for people, such as 12 min; - while unknown.
     */
    eta?: string;
    /**
     * Step of the newest checkpoint.
     */
    checkpointStep?: number;
    /**
     * What computes, such as wasm or tensorflow-gpu.
     */
    backend?: string;
    /**
     * Results on data never trained on, by name, as decimal numbers.
     */
    metrics?: {
      [k: string]: string;
    };
    /**
     * How often training was started again, by cause.
     */
    restarts?: {
      /**
       * Errors of the program.
       */
      error?: number;
      /**
       * Nodes taken away or drained.
       */
      preemption?: number;
      /**
       * Memory ran out.
       */
      outOfMemory?: number;
      /**
       * The trainer saved and asked to go on (exit code 42), or the run was resumed.
       */
      resume?: number;
    };
    /**
     * When the first pod ran.
     */
    startedAt?: string;
    /**
     * When training ended for good.
     */
    completedAt?: string;
    /**
     * How training ended; never changes again.
     */
    outcome?: 'Succeeded' | 'Failed';
    /**
     * What the trainer or its Job said last, in a sentence.
     */
    message?: string;
    /**
     * Seconds that Jobs were active before the present start.
     */
    activeSecondsBefore?: number;
    /**
     * Reason of the Failed condition.
     */
    failureReason?: string;
    /**
     * Step at which the trainer last asked to go on.
     */
    resumedAtStep?: number;
    /**
     * How often it asked since without a step in between.
     */
    stalledResumes?: number;
    /**
     * Digest of the fields of the spec that decide what is trained.
     */
    trainingDigest?: string;
  };
  /**
   * What can be reached, by name.
   */
  endpoints?: {
    /**
     * What it is, such as metrics.
     */
    name: string;
    /**
     * Its address, inside the cluster.
     */
    url: string;
  }[];
  /**
   * What stays when the run is deleted, and why.
   */
  retained?: {
    /**
     * A place in a volume or an object store.
     */
    uri?: string;
    /**
     * A Kubernetes object, kind/name.
     */
    name?: string;
    /**
     * Why it stays.
     */
    reason: string;
  }[];
  /**
   * Commands to copy.
   */
  commands?: {
    /**
     * Follows the first worker's log.
     */
    logs?: string;
    /**
     * Shows what Kubernetes says about the run, missing rights included.
     */
    events?: string;
    /**
     * Stops the run after a checkpoint.
     */
    suspend?: string;
    /**
     * Lets it go on.
     */
    resume?: string;
  };
  /**
   * What exactly was trained, by digests.
   */
  provenance?: {
    /**
     * sha256 of the spec with its defaults.
     */
    specDigest?: string;
    /**
     * The image that trains.
     */
    image?: string;
    /**
     * Its digest, once a pod has reported it.
     */
    imageDigest?: string;
    /**
     * Version of crosstrain's function that made the plan.
     */
    functionVersion?: string;
    /**
     * sha256 of the policy that applied; absent without one.
     */
    policyDigest?: string;
  };
  /**
   * What is not made yet, and what it waits for.
   */
  waitingFor?: {
    /**
     * Key of the composed resource, such as worker-job.
     */
    resource: string;
    /**
     * What it waits for.
     */
    fact: string;
  }[];
  /**
   * What was learned and is kept, so that a fact that is late or lost changes nothing.
   */
  facts?: {
    /**
     * The TrainingCluster that was used; absent where Crossplane's own cluster is.
     */
    cluster?: {
      /**
       * Its name.
       */
      name?: string;
      /**
       * Its namespace.
       */
      namespace?: string;
    };
    /**
     * InCluster: composed directly. Existing and Created: through the provider.
     */
    clusterType?: 'InCluster' | 'Existing' | 'Created';
    /**
     * The namespace where the pods run.
     */
    namespace?: string;
    /**
     * The provider configuration that every remote object names; absent InCluster.
     */
    providerConfigRef?: {
      /**
       * Its kind.
       */
      kind?: 'ProviderConfig' | 'ClusterProviderConfig';
      /**
       * Its name.
       */
      name?: string;
    };
    /**
     * The folder or prefix that the run owns.
     */
    artifactsURI?: string;
    /**
     * Data of the policy that allowed the run, which holds for it whatever becomes of the policy.
     */
    policy?: {
      [k: string]: unknown;
    };
  };
}
