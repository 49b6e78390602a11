import { type HostfileBackend, makeHostfile } from '@/shared/domain/hostfile.ts';
import { proposeNetworkSetup } from '@/shared/domain/network-setup.ts';
import type { ReadinessWish } from '@/shared/domain/readiness-check.ts';
import { checkReadiness } from '@/shared/domain/readiness.ts';
import type { SetCheck } from '@/shared/schemas/cables.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { type CabledLabReader, loadCabledLab } from './load-cabled-lab.ts';

const BACKENDS: readonly HostfileBackend[] = ['jaccl', 'jaccl-ring', 'ring'];

/** Whether these machines can run one model together, each check with its evidence, and the texts it takes to start. */
export async function checkSet(
  ctx: ServiceContext,
  input: { machineIds: readonly string[] },
  read: CabledLabReader = loadCabledLab,
  wish: ReadinessWish = {},
): Promise<Omit<SetCheck, 'model'>> {
  authorize(ctx, 'lab:read');
  const lab = await read(ctx);
  const ids = new Set(input.machineIds);
  // In the order of the lab: equal sets get equal ranks, however they were chosen.
  const machines = lab.machines.filter(({ machineId }) => ids.has(machineId));
  if (machines.length < ids.size)
    throw new ServiceError(
      'NOT_FOUND',
      'Some of these machines are not in this lab, or retired. Choose again.',
    );
  const links = lab.links.filter((it) => ids.has(it.aMachineId) && ids.has(it.bMachineId));
  const { checks, verdicts, ringOrder } = checkReadiness({
    machines,
    links,
    doubts: lab.doubts,
    wish,
  });
  const nameOf = new Map(machines.map((it) => [it.machineId, it.name]));
  return {
    machines: machines.map(({ machineId, name }) => ({ id: machineId, name })),
    simulatedMachines: machines.filter(({ simulated }) => simulated).length,
    checks,
    verdicts: [verdicts.jaccl, verdicts.jaccl_ring, verdicts.ring],
    ringOrder,
    hostfiles: BACKENDS.map((backend) => makeHostfile({ machines, links, backend })),
    network: proposeNetworkSetup(machines, links).map((it) => ({
      ...it,
      name: nameOf.get(it.machineId) ?? '',
    })),
  };
}
