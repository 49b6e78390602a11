import type { MachineFacts } from '@/shared/schemas/machine.ts';

type RdmaFacts = NonNullable<MachineFacts['rdma']>;

/** What may stand around the one word without changing what it says. */
const STATUS =
  /^(?:rdma(?: |_)?(?:ctl)?)?[: ]*(?:status|state)?[: ]*(?:is )?(?:currently )?(not )?(enabled|disabled)\.?$/;

/** `rdma_ctl status` prints one word, or says the same in a short sentence. Anything else is "could not find out". */
export function parseRdmaStatus(text: string): boolean | null {
  const match = STATUS.exec(text.trim().toLowerCase().replaceAll(/\s+/g, ' '));
  if (match === null) return null;
  const [, negation, word] = match;
  if (word === 'enabled') return negation === undefined;
  return negation === undefined ? false : null;
}

/** Device names from `ibv_devices`, hardware ids left out. A table without rows is an empty list. */
export function parseIbvDevices(text: string): string[] {
  return [...text.matchAll(/^\s*(rdma_\w+)/gm)].flatMap((match) => match[1] ?? []);
}

type PortState = { portActive: boolean | null; hasIpv4Gid: boolean | null };

/** `::ffff:192.168.0.1`, short or written out. */
const IPV4_GID = /^(?:::|(?:0{1,4}:){5})ffff:/i;

function parseDevice(lines: readonly string[]): PortState {
  const states = lines.flatMap((line) => /^\s*state:\s*(PORT_[A-Z_]+)/.exec(line)?.[1] ?? []);
  const gids = lines.flatMap((line) => /^\s*GID\s*\[\s*\d+\s*\]:?\s*(\S+)/.exec(line)?.[1] ?? []);
  return {
    portActive: states.length === 0 ? null : states.includes('PORT_ACTIVE'),
    hasIpv4Gid: gids.length === 0 ? null : gids.some((gid) => IPV4_GID.test(gid)),
  };
}

/**
 * Port states and address tables from `ibv_devinfo`. Of the state only its name tells: transport and link layer
 * differ between machines. A table with `fe80::` alone means that the link is up and its IPv4 address is missing.
 */
export function parseIbvDevinfo(text: string): Map<string, PortState> {
  const blocks = new Map<string, string[]>();
  let block: string[] | undefined;
  for (const line of text.split('\n')) {
    const name = /^\s*hca_id:\s*(\S+)/.exec(line)?.[1];
    if (name !== undefined) blocks.set(name, (block = blocks.get(name) ?? []));
    block?.push(line);
  }
  return new Map([...blocks].map(([name, lines]) => [name, parseDevice(lines)]));
}

/** The three reports as one; each may be missing. `null` when nothing at all was found out. */
export function joinRdma(
  status: boolean | null,
  devices: string | null,
  info: string | null,
): RdmaFacts | null {
  if (status === null && devices === null && info === null) return null;
  const states = parseIbvDevinfo(info ?? '');
  const names = devices === null ? null : parseIbvDevices(devices);
  return {
    enabled: status,
    devices:
      names?.map((name) => ({ name, portActive: null, hasIpv4Gid: null, ...states.get(name) })) ?? null,
  };
}
