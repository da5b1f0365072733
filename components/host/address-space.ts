/**
 * IPv4 ranges that are not the public internet's: IANA's registry of special-purpose addresses (RFC 6890), and multicast.
 * Those for documentation are left out: they lead nowhere.
 */
const specialIpv4 = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/3",
] as const;

/**
 * The same for IPv6: all that is not global unicast, 2000::/3 (RFC 4291), and what of it carries an IPv4 address inside
 * (Teredo, 6to4) or is no address at all (ORCHID). NAT64's 64:ff9b::/96 is outside of it: a private address may hide there.
 */
const specialIpv6 = ["::/3", "2001::/23", "2002::/16", "4000::/2", "8000::/1"] as const;

/** Azure's, from which guests are configured, though its range is public: learn.microsoft.com, "168.63.129.16". */
const cloudControl = ["168.63.129.16/32"] as const;

/** Neither programs of a host nor those who order them about have business there: networks of the inside, and clouds' own. */
export const closedRanges: readonly string[] = [...specialIpv4, ...cloudControl, ...specialIpv6];

/** Where clouds hand out a machine's credentials and first-boot text. All are in {@link closedRanges}. */
export const metadataIpv4 = [
    // AWS, DigitalOcean, Hetzner, Google, Azure and OpenStack: RFC 3927 link-local.
    "169.254.169.254",
    // Alibaba: alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata
    "100.100.100.200",
    // AWS, for tasks and pods: docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    "169.254.170.2",
    "169.254.170.23",
    // Scaleway: scaleway.com/en/docs/instances/how-to/use-cloud-init
    "169.254.42.42",
    // Oracle: docs.oracle.com/en-us/iaas/Content/Compute/Tasks/gettingmetadata.htm
    "192.0.0.192",
    // Azure's wire server, which hands out certificates and settings of the machine's extensions: see cloudControl.
    "168.63.129.16",
] as const;

export const metadataIpv6 = [
    // AWS: docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
    "fd00:ec2::254",
    // AWS, for pods
    "fd00:ec2::23",
    // Google: cloud.google.com/compute/docs/metadata/querying-metadata
    "fd20:ce::254",
    // OpenStack: docs.openstack.org/nova/latest/user/metadata.html
    "fe80::a9fe:a9fe",
    // Scaleway
    "fd00:42::42",
] as const;
