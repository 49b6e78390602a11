import * as z from 'zod';
import { Gbps, Identifier, Label, readableList } from './bounds.ts';

export const ThunderboltPort = z.object({
  receptacle: Label,
  interface: Label.nullable(),
  domainUuid: Identifier,
  peerDomainUuid: Identifier.nullable(),
  speedGbps: Gbps.nullable(),
  connected: z.boolean(),
  /** The dock, hub or display right at the port, whether or not a Mac is behind it. */
  through: Label.nullable().optional(),
});
export type ThunderboltPort = z.output<typeof ThunderboltPort>;

/** Three-valued on purpose: `null` is "could not find out", which is never a pass. */
export const RdmaFacts = z.object({
  enabled: z.boolean().nullable(),
  devices: readableList(
    z.object({
      name: Label,
      portActive: z.boolean().nullable(),
      /** Whether its table of addresses has an IPv4 one, without which JACCL refuses it. */
      hasIpv4Gid: z.boolean().nullable().optional(),
    }),
    64,
  ).nullable(),
});

const InterfaceName = z
  .string()
  .max(32)
  .regex(/^[a-z]+\d+$/);

/** A network interface as `ifconfig` shows it; `members` are what a bridge joins. */
export const NetworkInterface = z.object({
  name: InterfaceName,
  up: z.boolean(),
  /** Something answers at the other end; `null` where the interface doesn't say. */
  active: z.boolean().nullable(),
  ipv4: z.array(z.object({ address: z.ipv4(), prefixLength: z.number().int().min(0).max(32) })).max(16),
  hasIpv6LinkLocal: z.boolean(),
  members: z.array(InterfaceName).max(64),
});
export type NetworkInterface = z.output<typeof NetworkInterface>;
