/** How long a resource's operations take, in seconds of simulated time, before the spread by seed. */
export interface Durations {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

const plain: Durations = { create: 4, update: 3, delete: 3 };

/**
 * Typical times, as the golden logs of Copilot deployments and AWS's own pages tell them; they make the order and the
 * proportions of a deployment true, not its seconds.
 */
const table: Readonly<Record<string, Partial<Durations>>> = {
  "AWS::ApplicationAutoScaling::ScalableTarget": { create: 4 },
  "AWS::AppRunner::Service": { create: 210, update: 180, delete: 60 },
  "AWS::AppRunner::VpcConnector": { create: 12 },
  "AWS::AppRunner::VpcIngressConnection": { create: 20, delete: 20 },
  "AWS::CertificateManager::Certificate": { create: 120 },
  "AWS::CloudFront::Distribution": { create: 210, update: 180, delete: 240 },
  "AWS::CloudFront::Function": { create: 10, update: 10 },
  "AWS::DynamoDB::Table": { create: 12, update: 12, delete: 8 },
  "AWS::EC2::EIP": { create: 16, delete: 2 },
  "AWS::EC2::FlowLog": { create: 3 },
  "AWS::EC2::InternetGateway": { create: 16 },
  "AWS::EC2::NatGateway": { create: 95, delete: 60 },
  "AWS::EC2::Route": { create: 2 },
  "AWS::EC2::SecurityGroup": { create: 6 },
  "AWS::EC2::SecurityGroupIngress": { create: 1, delete: 1 },
  "AWS::EC2::VPC": { create: 12 },
  "AWS::EC2::VPCEndpoint": { create: 45, delete: 30 },
  "AWS::ECS::Cluster": { create: 7, update: 5, delete: 4 },
  "AWS::ECS::Service": { create: 95, update: 110, delete: 40 },
  "AWS::ECS::TaskDefinition": { create: 2, update: 2, delete: 1 },
  "AWS::EFS::FileSystem": { create: 10, delete: 10 },
  "AWS::EFS::MountTarget": { create: 85, delete: 20 },
  "AWS::ElastiCache::CacheCluster": { create: 300, update: 300, delete: 180 },
  "AWS::ElastiCache::ReplicationGroup": { create: 480, update: 420, delete: 240 },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": { create: 155, update: 5, delete: 6 },
  "AWS::ElasticLoadBalancingV2::TargetGroup": { create: 15 },
  "AWS::IAM::InstanceProfile": { create: 120 },
  "AWS::IAM::ManagedPolicy": { create: 16, update: 12 },
  "AWS::IAM::Policy": { create: 16, update: 16 },
  "AWS::IAM::Role": { create: 18, update: 12 },
  "AWS::KMS::Key": { create: 122, update: 10 },
  "AWS::Lambda::Function": { create: 7, update: 7, delete: 3 },
  "AWS::RDS::DBCluster": { create: 220, update: 180, delete: 150 },
  "AWS::RDS::DBInstance": { create: 420, update: 300, delete: 240 },
  "AWS::Route53::HostedZone": { create: 45, delete: 40 },
  "AWS::Route53::RecordSet": { create: 35, update: 35, delete: 35 },
  "AWS::Route53::RecordSetGroup": { create: 35, update: 35, delete: 35 },
  "AWS::S3::Bucket": { create: 22, update: 10 },
  "AWS::SQS::Queue": { create: 65, update: 5, delete: 62 },
  "AWS::ServiceDiscovery::PrivateDnsNamespace": { create: 55, delete: 45 },
  "AWS::ServiceDiscovery::Service": { create: 4, delete: 4 },
};

/** The durations of a type. */
export function durationsOf(type: string): Durations {
  return { ...plain, ...table[type] };
}
