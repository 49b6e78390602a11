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

/** Port states from `ibv_devinfo`. Only the state tells: transport and link layer differ between machines. */
export function parseIbvDevinfo(text: string): Map<string, boolean> {
  const active = new Map<string, boolean>();
  let device: string | null = null;
  for (const line of text.split('\n')) {
    device = /^\s*hca_id:\s*(\S+)/.exec(line)?.[1] ?? device;
    const state = /^\s*state:\s*(PORT_[A-Z_]+)/.exec(line)?.[1];
    if (device !== null && state !== undefined)
      active.set(device, state === 'PORT_ACTIVE' || active.get(device) === true);
  }
  return active;
}

/** The three reports as one; each may be missing. `null` when nothing at all was found out. */
export function joinRdma(
  status: string | null,
  devices: string | null,
  info: string | null,
): RdmaFacts | null {
  if (status === null && devices === null && info === null) return null;
  const active = parseIbvDevinfo(info ?? '');
  const names = devices === null ? null : parseIbvDevices(devices);
  return {
    enabled: status === null ? null : parseRdmaStatus(status),
    devices: names?.map((name) => ({ name, portActive: active.get(name) ?? null })) ?? null,
  };
}
