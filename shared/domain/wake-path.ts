import type { WakeAddress } from '../schemas/power.ts';

const numberOf = (ipv4: string): number =>
  ipv4.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) >>> 0;
const textOf = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
const maskOf = (prefixLength: number): number =>
  prefixLength === 0 ? 0 : (0xffff_ffff << (32 - prefixLength)) >>> 0;

type Address = Pick<WakeAddress, 'ipv4' | 'prefixLength'>;

/** `10.77.0.0/16`, the network that an address stands in. */
export const networkOf = ({ ipv4, prefixLength }: Address): string =>
  `${textOf((numberOf(ipv4) & maskOf(prefixLength)) >>> 0)}/${prefixLength}`;

/** Where a packet to all of that network goes. */
export const broadcastOf = ({ ipv4, prefixLength }: Address): string =>
  textOf((numberOf(ipv4) | ~maskOf(prefixLength)) >>> 0);

export type Wakeable = {
  id: string;
  name: string;
  simulated: boolean;
  wakeAddresses: readonly WakeAddress[];
};
export type WakePath = { wakerId: string; wakerName: string; mac: string; broadcast: string };

/**
 * Who of those that are awake sends a machine the packet, and where to: one with an address in the same IPv4 network.
 * The next try goes by the next one. Simulated machines wake simulated ones alone. Else why nobody does, as a sentence.
 */
export function chooseWaker(
  target: Wakeable,
  awake: readonly Wakeable[],
  tries: number,
): WakePath | { refusal: string } {
  if (target.wakeAddresses.length === 0)
    return {
      refusal: `${target.name} has told no network address that a packet could wake. Press its power button once; its agent tells it then.`,
    };
  const paths = awake
    .filter((it) => it.id !== target.id && it.simulated === target.simulated)
    .flatMap((waker) =>
      target.wakeAddresses.flatMap((to) => {
        const isShared = waker.wakeAddresses.some((from) => networkOf(from) === networkOf(to));
        return isShared
          ? [{ wakerId: waker.id, wakerName: waker.name, mac: to.mac, broadcast: broadcastOf(to) }]
          : [];
      }),
    );
  const networks = [...new Set(target.wakeAddresses.map(networkOf))].join(', ');
  return (
    paths[tries % Math.max(paths.length, 1)] ?? {
      refusal: `No Mac in the network of ${target.name} (${networks}) is awake to send it the packet. Wake another one there, or press its power button.`,
    }
  );
}

/** Why none that is awake could wake this machine again, as a clause; null: one can. Who sleeps leaves a waker behind. */
export function whyNoWaker(target: Wakeable, awake: readonly Wakeable[]): string | null {
  if (target.wakeAddresses.length === 0) return 'it has told no network address that a packet could wake';
  return 'wakerId' in chooseWaker(target, awake, 0)
    ? null
    : 'no other Mac in its network would be awake to wake it again';
}
