// Generated from package/apis/trainingclusters/definition.yaml by scripts/generate.mjs: change that, then run npm run generate.

/**
 * Which cluster, what it offers, and who may use it.
 */
export interface TrainingClusterSpec {
  /**
   * The cluster that Crossplane runs in; write {}.
   */
  inCluster?: {};
  /**
   * A cluster that is already there.
   */
  existing?: {
    /**
     * The Secret with its kubeconfig, in this namespace.
     */
    kubeconfigSecretRef: {
      /**
       * Name of the Secret.
       */
      name: string;
      /**
       * Key in the Secret. Default: kubeconfig.
       */
      key?: string;
    };
  };
  /**
   * A cluster that is made, with all that it needs. Nothing in it is reachable from outside but what is said here.
   */
  create?: {
    /**
     * The cloud. Cannot be changed.
     */
    cloud: 'AWS';
    /**
     * The cloud's own name of the region, such as us-east-1. Cannot be changed.
     */
    region: string;
    /**
     * Zones of the network that is made for the cluster, such as us-east-1a; or give networkRef. Look up which ones sell the accelerators that are wanted. Default: none, with networkRef. Cannot be changed.
     *
     * @minItems 2
     * @maxItems 3
     */
    zones?: string[];
    /**
     * A TrainingNetwork in this namespace with private subnets in two zones at least. Default: one is made, in zones. Cannot be changed.
     */
    networkRef?: {
      /**
       * Name of the TrainingNetwork.
       */
      name: string;
    };
    /**
     * Version of Kubernetes; may be raised by one at a time. Default: 1.34.
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
     * Retain keeps the artifact bucket and its key when the cluster is deleted, Delete empties and deletes them. Default: Retain.
     */
    retentionPolicy?: 'Retain' | 'Delete';
    /**
     * Further tags of all that is made. Default: the policy's aws.tags alone.
     */
    tags?: {
      [k: string]: string;
    };
  };
  /**
   * Where the cluster's nodes are, which decides whose list prices count. Default: the policy's prices.cloud and prices.region.
   */
  location?: {
    /**
     * The cloud.
     */
    cloud: 'AWS' | 'GCP' | 'Azure';
    /**
     * The cloud's own name of the region, such as us-east-1.
     */
    region: string;
  };
  /**
   * The accelerators that its nodes have, by type; a run gets no other. Default: not known, any that the policy allows is asked for as nvidia.com/gpu.
   *
   * @maxItems 32
   */
  accelerators?: {
    /**
     * Name in crosstrain's catalog, such as L4.
     */
    type: string;
    /**
     * The extended resource that pods ask for. Default: nvidia.com/gpu.
     */
    resourceName?: string;
    /**
     * Labels of the nodes that have it. Default: none; needed where nodes with several types share a resourceName.
     */
    nodeSelector?: {
      [k: string]: string;
    };
    /**
     * Taints of those nodes. Default: nvidia.com/gpu:NoSchedule, whatever its value.
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
  }[];
  /**
   * Further namespaces whose runs may train here, each in the namespace of the same name. Default: the cluster's own namespace alone, which always may.
   *
   * @minItems 1
   * @maxItems 256
   */
  allowedNamespaces?: string[];
  /**
   * A ClusterProviderConfig of provider-kubernetes that leads to the same cluster; runs of allowedNamespaces use it. Made by the platform. Default: none, runs of other namespaces are refused.
   */
  clusterProviderConfigRef?: {
    /**
     * Name of the ClusterProviderConfig.
     */
    name: string;
  };
  /**
   * Where runs on this cluster keep their artifacts. Default: the policy's.
   */
  artifacts?: {
    /**
     * Every run owns <uri>/<namespace>/<run>. pvc://claim/path names a claim in the namespace where the pods run; s3://, gs:// and az:// name an object store.
     */
    uri: string;
  };
}

/**
 * What is known of the cluster. Written by crosstrain alone.
 */
export interface TrainingClusterStatus {
  /**
   * The generation of the spec that this status speaks of.
   */
  observedGeneration?: number;
  /**
   * Where the cluster stands, in one word; Unknown when it cannot be reached.
   */
  phase?: 'Refused' | 'Provisioning' | 'Ready' | 'Unknown';
  /**
   * Why it stands there, in one word of a closed list, such as OutsidePolicy.
   */
  reason?: string;
  /**
   * The same in a sentence, with the fix where there is one.
   */
  message?: string;
  /**
   * The accelerators that it offers, such as L4, T4, or CPU.
   */
  summary?: string;
  /**
   * What a cluster that is made costs by list prices while it exists, without pools; traffic and tax excluded.
   */
  cost?: {
    /**
     * US dollars an hour; absent where nothing prices it.
     */
    hourlyUSD?: string;
    /**
     * The same for people, such as $0.36/h.
     */
    summary?: string;
    /**
     * What is paid for.
     */
    parts?: {
      /**
       * What it is, such as control plane.
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
   * What stays when the cluster is deleted.
   */
  retained?: {
    /**
     * What stays, such as s3://bucket.
     */
    uri: string;
    /**
     * Why.
     */
    reason: string;
  }[];
  /**
   * What is not made yet, and what it waits for.
   */
  waitingFor?: {
    /**
     * Key of the composed resource, such as provider-config.
     */
    resource: string;
    /**
     * What it waits for.
     */
    fact: string;
  }[];
  /**
   * What runs on this cluster read.
   */
  facts?: {
    /**
     * InCluster: composed directly. Existing and Created: through the provider.
     */
    type?: 'InCluster' | 'Existing' | 'Created';
    /**
     * Version of its API server, once seen.
     */
    kubernetesVersion?: string;
    /**
     * Whose list prices count.
     */
    location?: {
      /**
       * The cloud.
       */
      cloud?: string;
      /**
       * The region.
       */
      region?: string;
    };
    /**
     * The provider configuration for runs of the cluster's own namespace; absent InCluster.
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
     * The one for runs of allowedNamespaces; absent InCluster, or when there are none.
     */
    clusterProviderConfigRef?: {
      /**
       * Its name.
       */
      name?: string;
    };
    /**
     * Every namespace whose runs may train here, the own one first.
     */
    namespaces?: string[];
    /**
     * Those that have been seen on a cluster that is made.
     */
    namespacesReady?: string[];
    /**
     * The accelerators that it offers, by type, defaults filled in.
     */
    accelerators?: {
      /**
       * Name in the catalog.
       */
      type: string;
      /**
       * The extended resource that pods ask for.
       */
      resourceName?: string;
      /**
       * Labels of the nodes that have it.
       */
      nodeSelector?: {
        [k: string]: string;
      };
      /**
       * Taints of those nodes.
       */
      tolerations?: {
        /**
         * Key of the taint.
         */
        key?: string;
        /**
         * Equal or Exists.
         */
        operator?: string;
        /**
         * Value of the taint.
         */
        value?: string;
        /**
         * Effect of the taint.
         */
        effect?: string;
        /**
         * How long a pod stays.
         */
        tolerationSeconds?: number;
      }[];
    }[];
    /**
     * What pools and runs read of a cluster that was made in AWS; absent for others.
     */
    aws?: {
      /**
       * The region.
       */
      region?: string;
      /**
       * The account.
       */
      accountId?: string;
      /**
       * Its name in EKS.
       */
      clusterName?: string;
      /**
       * Address of the API server, once there.
       */
      endpoint?: string;
      /**
       * Issuer of its tokens, once there.
       */
      oidcIssuer?: string;
      /**
       * Id of its VPC.
       */
      vpcId?: string;
      /**
       * Id of the group that EKS made, once there.
       */
      clusterSecurityGroupId?: string;
      /**
       * ARN of the role of its nodes.
       */
      nodeRoleArn?: string;
      /**
       * ARN of the key of its secrets and artifacts.
       */
      keyArn?: string;
      /**
       * Name of the artifact bucket.
       */
      bucket?: string;
      /**
       * Name of the Route object by which its nodes reach the world.
       */
      egressRoute?: string;
      /**
       * The launch template of its system nodes.
       */
      launchTemplate?: {
        /**
         * Its id.
         */
        id?: string;
        /**
         * The version that they are made from.
         */
        version?: string;
      };
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
       * Its private subnets by zone.
       */
      privateSubnets?: {
        /**
         * Id of the subnet.
         */
        id: string;
        /**
         * Its zone.
         */
        zone: string;
      }[];
    };
    /**
     * Where runs keep their artifacts.
     */
    artifactsURI?: string;
  };
}
