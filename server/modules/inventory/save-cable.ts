import { farEnd, reportedPort } from '@/shared/domain/lab-cables.ts';
import type { EnteredCable } from '@/shared/schemas/cables.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { announceMachines } from './announce-machines.ts';
import {
  type CableRow,
  cableName,
  describeCable,
  endName,
  howKnown,
  toEntered,
  toRow,
} from './entered-cable.ts';
import { type CabledLab, type CabledMachine, loadCabledLab } from './load-cabled-lab.ts';
import { lockMachines } from './lock-machine.ts';

/** More than any Mac has ports. */
const MOST_A_MACHINE = 32;

type Ends = { a: CabledMachine; b: CabledMachine };

/** Enters a cable by hand, or changes one; gives what was entered before, for the way back. */
export async function saveCable(ctx: ServiceContext, input: EnteredCable): Promise<EnteredCable | null> {
  authorize(ctx, 'machine:edit');
  const lab = await loadCabledLab(ctx);
  const ends = findEnds(lab, input);
  const row = toRow({
    ...input,
    a: { ...input.a, port: reportedPort(ends.a, input.a.port) },
    b: { ...input.b, port: reportedPort(ends.b, input.b.port) },
    simulated: ends.a.simulated,
  });
  return withTransaction(ctx, async (tx, afterCommit) => {
    await lockMachines(tx, [row.aMachineId, row.bMachineId]);
    const others = await otherCables(tx, row);
    refuseTaken(lab, ends, row, others);
    const before = await tx.link.findUnique({ where: { id: row.id } });
    await tx.link.upsert({ where: { id: row.id }, create: row, update: row });
    await emitAudit(ctx, tx, {
      action: before ? 'cable.change' : 'cable.enter',
      objectType: 'cable',
      objectId: row.id,
      objectName: cableName(row, lab.machines),
      before: before && describeCable(before, lab.machines),
      after: describeCable(row, lab.machines),
    });
    await announceMachines(ctx, tx, afterCommit, [row.aMachineId, row.bMachineId]);
    return before && toEntered(before);
  });
}

function findEnds({ machines }: CabledLab, { a, b }: EnteredCable): Ends {
  const [one, other] = [a, b].map(({ machineId }) => machines.find((it) => it.machineId === machineId));
  if (!one || !other) {
    throw new ServiceError(
      'NOT_FOUND',
      'One of these machines is not in this lab, or retired. Choose another.',
    );
  }
  if (one === other) {
    throw new ServiceError(
      'VALIDATION',
      `A cable goes from one Mac to another; both ends of this one are at ${one.name}. Choose another Mac for one end.`,
    );
  }
  if (one.simulated !== other.simulated) {
    throw new ServiceError('VALIDATION', 'A real Mac has no cable to a simulated one. Choose two of a kind.');
  }
  return { a: one, b: other };
}

const otherCables = (tx: Transaction, { id, aMachineId, bMachineId }: CableRow): Promise<CableRow[]> => {
  const among = { in: [aMachineId, bMachineId] };
  return tx.link.findMany({
    where: { id: { not: id }, OR: [{ aMachineId: among }, { bMachineId: among }] },
    orderBy: { id: 'asc' },
  });
};

/** A port holds one plug: whose it is already is told. */
function refuseTaken(lab: CabledLab, ends: Ends, row: CableRow, others: readonly CableRow[]): void {
  const seen = lab.links.filter(({ origin }) => origin === 'seen').map((it) => ({ ...it, isSeen: true }));
  const entered = others.map((it) => ({ ...it, isSeen: false }));
  for (const machine of [ends.a, ends.b]) {
    const { machineId, name } = machine;
    const port = row.aMachineId === machineId ? row.aPort : row.bPort;
    if (others.filter((it) => [it.aMachineId, it.bMachineId].includes(machineId)).length >= MOST_A_MACHINE) {
      throw new ServiceError(
        'VALIDATION',
        `${name} has ${MOST_A_MACHINE} cables entered by hand, and no Mac has as many ports. Remove some first.`,
      );
    }
    for (const it of [...seen, ...entered]) {
      const far = farEnd(machine, port, it);
      if (far === null) continue;
      const isSame = [ends.a, ends.b].some((other) => other !== machine && other.machineId === far.machineId);
      const here = endName(lab.machines, { machineId, port });
      const taken = `${here}, has a cable to ${endName(lab.machines, far)}, already`;
      const advice = !isSame
        ? 'Choose another port.'
        : it.isSeen
          ? 'Nothing needs to be entered.'
          : 'Change that one, or choose another port.';
      throw new ServiceError('CONFLICT', `${taken} (${howKnown(it.isSeen)}). ${advice}`);
    }
  }
}
