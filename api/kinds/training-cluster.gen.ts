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
     * InCluster: composed directly. Existing: through the provider.
     */
    type?: 'InCluster' | 'Existing';
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
     * Where runs keep their artifacts.
     */
    artifactsURI?: string;
  };
}
