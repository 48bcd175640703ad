// Generated from package/apis/trainingnetworks/definition.yaml by scripts/generate.mjs: change that, then run npm run generate.

/**
 * Where the network is, and whether it is made or already there.
 */
export interface TrainingNetworkSpec {
  /**
   * The cloud. Cannot be changed.
   */
  cloud: 'AWS';
  /**
   * The cloud's own name of the region, such as us-east-1. Cannot be changed.
   */
  region: string;
  /**
   * A network that is made.
   */
  create?: {
    /**
     * Zones with a private subnet each, by name, such as us-east-1a; a cluster needs two. Look up which ones sell the accelerators that are wanted. Cannot be changed.
     *
     * @minItems 1
     * @maxItems 3
     */
    zones: string[];
    /**
     * Addresses of the network, a private range of /16 to /20; each zone gets an eighth. Must not overlap with networks that it is to be connected to. Default: 10.0.0.0/16. Cannot be changed.
     */
    cidr?: string;
    /**
     * AWS services that are reached without leaving the network, each paid by the hour. Like the NAT gateway they stand in the first zone. Default: the policy's aws.interfaceEndpoints, and without, none; S3 always has its own, free one.
     *
     * @maxItems 4
     */
    interfaceEndpoints?: (
      | 'autoscaling'
      | 'ec2'
      | 'ecr.api'
      | 'ecr.dkr'
      | 'eks'
      | 'eks-auth'
      | 'elasticloadbalancing'
      | 'kms'
      | 'logs'
      | 'secretsmanager'
      | 'ssm'
      | 'sts'
    )[];
    /**
     * The record of who spoke to whom. Default: kept for 30 days.
     */
    flowLogs?: {
      /**
       * Days for which the record is kept. Default: 30.
       */
      retentionDays?:
        | 1
        | 3
        | 5
        | 7
        | 14
        | 30
        | 60
        | 90
        | 120
        | 150
        | 180
        | 365
        | 400
        | 545
        | 731
        | 1096
        | 1827
        | 2192
        | 2557
        | 2922
        | 3288
        | 3653;
    };
  };
  /**
   * A network that is already there; nothing in it is changed. Cannot be changed.
   */
  existing?: {
    /**
     * Id of the VPC.
     */
    vpcId: string;
    /**
     * Subnets for control plane and nodes, each with a way out to AWS and to image registries.
     *
     * @minItems 1
     * @maxItems 16
     */
    privateSubnets: {
      /**
       * Id of the subnet.
       */
      id: string;
      /**
       * Its zone by name, such as us-east-1a.
       */
      zone: string;
    }[];
  };
  /**
   * Further tags of all that is made. Default: the policy's aws.tags alone.
   */
  tags?: {
    [k: string]: string;
  };
}

/**
 * What is known of the network. Written by crosstrain alone.
 */
export interface TrainingNetworkStatus {
  /**
   * The generation of the spec that this status speaks of.
   */
  observedGeneration?: number;
  /**
   * Where the network stands, in one word.
   */
  phase?: 'Refused' | 'Provisioning' | 'Ready';
  /**
   * Why, in one word of a closed list, such as OutsidePolicy.
   */
  reason?: string;
  /**
   * The same in a sentence, with the fix where there is one.
   */
  message?: string;
  /**
   * The network in a sentence.
   */
  summary?: string;
  /**
   * Cloud and region, such as AWS us-east-1.
   */
  where?: string;
  /**
   * Id of the network once known, else its addresses.
   */
  network?: string;
  /**
   * What it costs by list prices while it exists; traffic and tax excluded.
   */
  cost?: {
    /**
     * US dollars an hour; absent where nothing prices it.
     */
    hourlyUSD?: string;
    /**
     * The same for people, such as $0.05/h.
     */
    summary?: string;
    /**
     * What is paid for.
     */
    parts?: {
      /**
       * What it is, such as NAT gateway.
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
     * Key of the composed resource, such as nat-gateway.
     */
    resource: string;
    /**
     * What it waits for.
     */
    fact: string;
  }[];
  /**
   * What clusters and pools in this network read.
   */
  facts?: {
    /**
     * The cloud.
     */
    cloud?: string;
    /**
     * The region.
     */
    region?: string;
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
     * Id of the VPC.
     */
    vpcId?: string;
    /**
     * Subnets by tier and zone.
     */
    subnets?: {
      /**
       * Id of the subnet.
       */
      id: string;
      /**
       * Whether it has public addresses.
       */
      tier: 'Private' | 'Public';
      /**
       * Its zone.
       */
      zone: string;
    }[];
    /**
     * Security groups that the network brings.
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
    /**
     * Name of the Route object by which nodes reach the world; absent in an existing network.
     */
    egressRoute?: string;
  };
}
