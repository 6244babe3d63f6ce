import type { JsonMap } from "../../domain/template.ts";
import { arnOf, generatedName, hexId, nameFrom, textIn } from "./naming.ts";
import type { Identity, Naming } from "./naming.ts";

/** S3, DynamoDB, EFS, RDS and ElastiCache. */
export const storageIdentities: Readonly<Record<string, (naming: Naming) => Identity>> = {
  "AWS::S3::Bucket": (naming) => {
    const physicalId = textIn(naming.properties, "BucketName") || generatedName(naming, 63).toLowerCase();
    return {
      physicalId,
      attributes: {
        Arn: `arn:${naming.partition}:s3:::${physicalId}`,
        DomainName: `${physicalId}.s3.amazonaws.com`,
        RegionalDomainName: `${physicalId}.s3.${naming.region}.amazonaws.com`,
        DualStackDomainName: `${physicalId}.s3.dualstack.${naming.region}.amazonaws.com`,
        WebsiteURL: `http://${physicalId}.s3-website-${naming.region}.amazonaws.com`,
      },
    };
  },
  "AWS::S3::BucketPolicy": (naming) => ({ physicalId: textIn(naming.properties, "Bucket"), attributes: {} }),
  "AWS::DynamoDB::Table": (naming) => {
    const physicalId = nameFrom(naming, "TableName", 255);
    const arn = arnOf(naming, "dynamodb", `table/${physicalId}`);
    return { physicalId, attributes: { Arn: arn, StreamArn: `${arn}/stream/2026-11-20T00:00:00.000` } };
  },
  "AWS::EFS::FileSystem": (naming) => {
    const physicalId = hexId(naming, "fs");
    return {
      physicalId,
      attributes: {
        FileSystemId: physicalId,
        Arn: arnOf(naming, "elasticfilesystem", `file-system/${physicalId}`),
      },
    };
  },
  "AWS::EFS::AccessPoint": (naming) => {
    const physicalId = hexId(naming, "fsap");
    return {
      physicalId,
      attributes: {
        AccessPointId: physicalId,
        Arn: arnOf(naming, "elasticfilesystem", `access-point/${physicalId}`),
      },
    };
  },
  "AWS::EFS::MountTarget": (naming) => {
    const physicalId = hexId(naming, "fsmt");
    return {
      physicalId,
      attributes: {
        Id: physicalId,
        IpAddress: `10.0.${naming.random.integer(4)}.${4 + naming.random.integer(240)}`,
      },
    };
  },
  "AWS::RDS::DBInstance": (naming) => {
    const physicalId = (
      textIn(naming.properties, "DBInstanceIdentifier") || generatedName(naming, 63)
    ).toLowerCase();
    return {
      physicalId,
      attributes: {
        ...endpoint(naming, physicalId),
        DbiResourceId: `db-${naming.random.hex(26).toUpperCase()}`,
        DBInstanceArn: arnOf(naming, "rds", `db:${physicalId}`),
        "Endpoint.HostedZoneId": "Z29XKXDKYMONMX",
      },
    };
  },
  "AWS::RDS::DBCluster": (naming) => {
    const physicalId = (
      textIn(naming.properties, "DBClusterIdentifier") || generatedName(naming, 63)
    ).toLowerCase();
    return {
      physicalId,
      attributes: {
        ...endpoint(naming, `${physicalId}.cluster`),
        "ReadEndpoint.Address": `${physicalId}.cluster-ro-${naming.random.hex(12)}.${naming.region}.rds.amazonaws.com`,
        DBClusterArn: arnOf(naming, "rds", `cluster:${physicalId}`),
        DBClusterResourceId: `cluster-${naming.random.hex(26).toUpperCase()}`,
      },
    };
  },
  "AWS::RDS::DBSubnetGroup": (naming) => ({
    physicalId: (textIn(naming.properties, "DBSubnetGroupName") || generatedName(naming, 255)).toLowerCase(),
    attributes: {},
  }),
  "AWS::ElastiCache::CacheCluster": (naming) => {
    const physicalId = (textIn(naming.properties, "ClusterName") || generatedName(naming, 50)).toLowerCase();
    const address = `${physicalId}.${naming.random.hex(6)}.0001.cache.amazonaws.com`;
    return {
      physicalId,
      attributes: {
        "RedisEndpoint.Address": address,
        "RedisEndpoint.Port": "6379",
        "ConfigurationEndpoint.Address": address,
        "ConfigurationEndpoint.Port": "11211",
      },
    };
  },
  "AWS::ElastiCache::ReplicationGroup": (naming) => {
    const physicalId = (
      textIn(naming.properties, "ReplicationGroupId") || generatedName(naming, 40)
    ).toLowerCase();
    const address = `${physicalId}.${naming.random.hex(6)}.ng.0001.cache.amazonaws.com`;
    return {
      physicalId,
      attributes: {
        ReplicationGroupId: physicalId,
        "PrimaryEndPoint.Address": address,
        "PrimaryEndPoint.Port": "6379",
        "ReaderEndPoint.Address": address,
        "ReaderEndPoint.Port": "6379",
        "ConfigurationEndPoint.Address": address,
        "ConfigurationEndPoint.Port": "6379",
      },
    };
  },
};

function endpoint(naming: Naming, host: string): JsonMap {
  const port =
    textIn(naming.properties, "Port") ||
    (/postgres/.test(textIn(naming.properties, "Engine")) ? "5432" : "3306");
  return {
    "Endpoint.Address": `${host}-${naming.random.hex(12)}.${naming.region}.rds.amazonaws.com`,
    "Endpoint.Port": port,
  };
}
