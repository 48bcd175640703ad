// Generated from package/apis/computepools/definition.yaml by scripts/generate.mjs: change that, then run npm run generate.

/**
 * Which machines, how many, how they are bought, and on which cluster.
 */
export interface ComputePoolSpec {
  /**
   * The TrainingCluster that the machines join, one that crosstrain made. Cannot be changed.
   */
  clusterRef: {
    /**
     * Name of the TrainingCluster.
     */
    name: string;
    /**
     * Its namespace; another one's must list the pool's namespace in allowedNamespaces. Default: the pool's.
     */
    namespace?: string;
  };
  /**
   * Accelerators of each machine. Default: none, with instanceType a machine without. Cannot be changed.
   */
  accelerator?: {
    /**
     * Name in crosstrain's catalog, such as L4.
     */
    type: string;
    /**
     * How many each machine has. Default: 1.
     */
    count?: number;
  };
  /**
   * The machine by its name in the cloud, such as g6.12xlarge. Default: the cheapest with these accelerators. Cannot be changed.
   */
  instanceType?: string;
  /**
   * How many machines there are, all of the time; 0 keeps the pool and pays for none.
   */
  nodes: number;
  /**
   * How they are bought: OnDemand, Spot (cheap, taken back at two minutes' notice) or Reserved (paid for already). Default: OnDemand. Cannot be changed.
   */
  capacityType?: 'OnDemand' | 'Spot' | 'Reserved';
  /**
   * What is reserved; required with capacityType Reserved. Cannot be changed.
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
   * Cluster: close together, for machines that exchange gradients; Spread: each on other hardware; Any. Default: Any. Cannot be changed.
   */
  placement?: 'Cluster' | 'Spread' | 'Any';
  /**
   * The one zone of all machines. Default: the first of the cluster's where they must be together, else all of the cluster's. Cannot be changed.
   */
  zone?: string;
  /**
   * Size of each machine's encrypted disk, for images and scratch. Default: 200. Cannot be changed.
   */
  diskGiB?: number;
  /**
   * Further namespaces whose runs may use the pool. Default: the pool's own alone, which always may.
   *
   * @maxItems 256
   */
  allowedNamespaces?: string[];
  /**
   * Further tags of all that is made. Default: the policy's aws.tags alone.
   */
  tags?: {
    [k: string]: string;
  };
}

/**
 * What is known of the pool. Written by crosstrain alone.
 */
export interface ComputePoolStatus {
  /**
   * The generation of the spec that this status speaks of.
   */
  observedGeneration?: number;
  /**
   * Where the pool stands, in one word.
   */
  phase?: 'Refused' | 'Provisioning' | 'Ready';
  /**
   * Why, in one word of a closed list, such as NoOffer.
   */
  reason?: string;
  /**
   * The same in a sentence, with the fix where there is one.
   */
  message?: string;
  /**
   * The pool in a sentence.
   */
  summary?: string;
  /**
   * Number and shape, such as 4×g6.xlarge OnDemand.
   */
  machines?: string;
  /**
   * The cluster, such as platform/gpu.
   */
  where?: string;
  /**
   * How many machines have joined the cluster.
   */
  nodesReady?: number;
  /**
   * The machine that was chosen, and why others were not.
   */
  plan?: {
    /**
     * The machine.
     */
    offer?: {
      /**
       * Its name in the cloud.
       */
      instanceType?: string;
      /**
       * Its accelerators, absent where it has none.
       */
      accelerator?: string;
      /**
       * How many of them.
       */
      count?: number;
      /**
       * Its price; absent where none is known.
       */
      usdPerHour?: string;
      /**
       * How many EFA interfaces it has.
       */
      efaInterfaces?: number;
      /**
       * The zone of all machines; absent: any of the cluster.
       */
      zone?: string;
    };
    /**
     * Other machines with these accelerators, and why they were not chosen.
     */
    rejected?: {
      /**
       * Its name.
       */
      instanceType: string;
      /**
       * Why not.
       */
      reason: string;
    }[];
  };
  /**
   * What it costs by list prices while it exists; traffic and tax excluded.
   */
  cost?: {
    /**
     * US dollars an hour; absent where nothing prices it.
     */
    hourlyUSD?: string;
    /**
     * The same for people, such as $3.22/h.
     */
    summary?: string;
    /**
     * What is paid for.
     */
    parts?: {
      /**
       * What it is, such as machines.
       */
      what: string;
      /**
       * US dollars an hour.
       */
      usdPerHour: string;
    }[];
    /**
     * Date of the price list.
     */
    pricesDate?: string;
  };
  /**
   * What is not made yet, and what it waits for.
   */
  waitingFor?: {
    /**
     * Key of the composed resource, such as node-group.
     */
    resource: string;
    /**
     * What it waits for.
     */
    fact: string;
  }[];
  /**
   * What runs on this pool read.
   */
  facts?: {
    /**
     * The TrainingCluster that the machines join.
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
     * Every namespace whose runs may use it, the own one first.
     */
    namespaces?: string[];
    /**
     * The provider configuration that it was made with.
     */
    providerConfigRef?: {
      /**
       * Its kind.
       */
      kind?: string;
      /**
       * Its name.
       */
      name?: string;
    };
    /**
     * How the machines are bought.
     */
    capacityType?: string;
    /**
     * How many machines there are to be.
     */
    nodes?: number;
    /**
     * How many there are.
     */
    nodesReady?: number;
    /**
     * Labels of its nodes that no others have.
     */
    nodeSelector?: {
      [k: string]: string;
    };
    /**
     * Taints of its nodes.
     */
    taints?: {
      /**
       * Key of the taint.
       */
      key?: string;
      /**
       * Value of the taint.
       */
      value?: string;
      /**
       * Effect of the taint.
       */
      effect?: string;
    }[];
    /**
     * The launch template of its machines, once known.
     */
    launchTemplate?: {
      /**
       * Its id.
       */
      id?: string;
      /**
       * The version that the machines are made from.
       */
      version?: string;
    };
    /**
     * Security groups that the pool brings.
     */
    securityGroups?: {
      /**
       * What it is for.
       */
      purpose: string;
      /**
       * Id of the group.
       */
      id: string;
    }[];
  };
}
