/**
 * Where nothing of the lab's own net stands: this very machine, link-local addresses (where clouds keep their
 * metadata), groups, and what stands for another address. As network and length of its prefix.
 */
export const NEVER_IPV4 = [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['192.0.0.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;
export const NEVER_IPV6 = [
  ['::', 8],
  ['64:ff9b::', 32],
  ['2002::', 16],
  ['fd00:ec2::', 32],
  ['fe80::', 10],
  ['ff00::', 8],
] as const;
