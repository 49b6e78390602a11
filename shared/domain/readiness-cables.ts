import { listNames } from './format.ts';
import { addressVerdict, deviceOf, type Link, linkVerdict, THUNDERBOLT_5_GBPS } from './link.ts';
import { proposeNetworkSetup, readBridge } from './network-setup.ts';
import { findBridge } from './port-network.ts';
import {
  type Advice,
  type CheckCode,
  conclude,
  type Judgement,
  type ReadinessCheck,
  type ReadinessMachine,
  type Remedy,
  remedy,
} from './readiness-check.ts';
import type { Pair, PairEnd } from './readiness-pairs.ts';

/** A check over both ends of every cable that counts; without a cable there is nothing to judge. */
function checkEnds(
  code: CheckCode,
  pairs: readonly Pair[],
  judge: (end: PairEnd, pair: Pair) => Judgement,
  advice: Advice,
): ReadinessCheck {
  const findings = pairs
    .flatMap((pair) => pair.ends.map((end) => ({ end, pair })))
    .map(({ end, pair }) => ({
      subject: `${end.machine.name} ${end.port}`,
      machineIds: [end.machine.machineId],
      plural: 'ports',
      ...judge(end, pair),
    }));
  if (findings.length === 0) return withoutCable(code, pairs);
  return conclude(code, findings, advice);
}

const withoutCable = (code: CheckCode, pairs: readonly Pair[]): ReadinessCheck => ({
  code,
  state: 'unknown',
  machineIds: [...new Set(pairs.flatMap(({ a, b }) => [a.machineId, b.machineId]))],
  evidence: 'No cable from Mac to Mac to judge.',
  remedy: null,
});

function judgeSpeed({ end }: PairEnd): Judgement {
  if (end.speedGbps === null) return { state: 'unknown', says: 'did not tell its speed' };
  return {
    state: end.speedGbps < THUNDERBOLT_5_GBPS ? 'fail' : 'pass',
    says: `${end.speedGbps} Gb/s`,
  };
}

function judgePort({ end, isReported, port }: PairEnd, { best, ends }: Pair): Judgement {
  const name = `rdma_${end.interface ?? port}`;
  if (!isReported && best?.rdma === true) return { state: 'pass', says: 'entered by hand as ready' };
  if (!isReported && best?.rdma === false) return { state: 'fail', says: 'entered by hand as without RDMA' };
  const device = deviceOf(end);
  if (device?.portActive === false) return { state: 'fail', says: `${name} is down` };
  if (end.interface !== null && end.rdma?.devices && device === null)
    return { state: 'fail', says: `there is no RDMA device ${name}` };
  if (device?.portActive !== true)
    return { state: 'unknown', says: `did not tell whether ${name} is active` };
  const [a, b] = ends.map((it) => it.end);
  if (best?.rdma === null && a && b && linkVerdict(a, b).rdma === true)
    return { state: 'unknown', says: `which of two like ports is at the other end of ${port} is not known` };
  return { state: 'pass', says: `${name} is active` };
}

function judgeAddress({ machine, end }: PairEnd): Judgement {
  if (machine.facts === null || end.interface === null)
    return { state: 'unknown', says: 'did not tell its interface' };
  const verdict = addressVerdict(end, deviceOf(end)?.hasIpv4Gid ?? null);
  if (verdict === null)
    return { state: 'pass', says: end.ipv4[0] ?? 'its RDMA device lists an IPv4 address' };
  if (verdict.rdma === null)
    return { state: 'unknown', says: `${end.ipv4[0]}, which its RDMA device does not list yet` };
  return {
    state: 'fail',
    says: `no IPv4 address${end.bridge === null ? '' : `, and it is in ${end.bridge}`}`,
  };
}

function judgeBridge({ machine: { facts }, end }: PairEnd): Judgement {
  const bridge = facts === null || end.interface === null ? undefined : findBridge(facts, end.interface);
  if (bridge === undefined) return { state: 'unknown', says: 'did not tell its bridges' };
  if (bridge === null) return { state: 'pass', says: 'in no bridge that is up' };
  const others = readBridge(facts, [end.interface ?? ''])?.others ?? [];
  const beside = others.length === 0 ? '' : `, on which ${listNames(others)} hangs too`;
  return end.ipv4.length === 0
    ? { state: 'fail', says: `in ${bridge.name}${beside}, without an address of its own` }
    : { state: 'warn', says: `in ${bridge.name}${beside}; harmless, as it has ${end.ipv4[0]} of its own` };
}

function judgeEthernetPort({ machine: { model }, port }: PairEnd): Judgement {
  if (model?.rdma.doubtfulInterfaces.includes(port))
    return { state: 'warn', says: 'the port next to Ethernet, which may not carry RDMA' };
  return model === null
    ? { state: 'unknown', says: 'model not known' }
    : { state: 'pass', says: 'not the port next to Ethernet' };
}

/** The commands that give the ports of these machines their addresses, one after the other. */
function setUpRemedy(text: string, machines: readonly ReadinessMachine[], links: readonly Link[]): Remedy {
  const commands = proposeNetworkSetup(machines, links).flatMap(({ untilRestart }) => untilRestart);
  return remedy(text, { commands });
}

/** What the cables that count say, end by end. */
export function checkCables(machines: readonly ReadinessMachine[], pairs: readonly Pair[]): ReadinessCheck[] {
  const links = pairs.flatMap(({ best }) => best ?? []);
  const setUp = (text: string): Remedy => setUpRemedy(text, machines, links);
  return [
    checkEnds('LINK_SPEED_TB5', pairs, judgeSpeed, {
      toRemedy: () => remedy('Take a cable rated for Thunderbolt 5, between two ports of Thunderbolt 5.'),
    }),
    checkEnds('RDMA_PORT_ACTIVE', pairs, judgePort, {
      toRemedy: () =>
        remedy(
          'A port is down while RDMA is off at the other end. Where it is on at both, plug the cable anew, then restart both Macs.',
          { commands: ['ibv_devinfo'] },
        ),
      ifUnknown: remedy('Ask the Mac itself.', { commands: ['ibv_devinfo'] }),
    }),
    checkEnds('IFACE_IPV4', pairs, judgeAddress, {
      toRemedy: () =>
        setUp(
          'Give both ends of the cable an IPv4 address: MLX finds a port by it and refuses one that has only fe80::.',
        ),
    }),
    checkEnds('BRIDGE_OFF', pairs, judgeBridge, {
      toRemedy: (deciding) =>
        deciding.some(({ state }) => state === 'fail')
          ? setUp('Give each port its own address; a bridge on which nothing else hangs can be taken down.')
          : remedy('Nothing needs to be done while each port keeps an address of its own.'),
    }),
    checkEnds('PORT_NOT_STUDIO_EN2', pairs, judgeEthernetPort, {
      toRemedy: () =>
        remedy('Prefer another port where one is free; reports differ on whether this one carries RDMA.'),
    }),
  ];
}
