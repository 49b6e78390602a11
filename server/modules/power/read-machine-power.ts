import { checkPower } from '@/shared/domain/power-words.ts';
import { chooseWaker, networkOf } from '@/shared/domain/wake-path.ts';
import type { MachinePowerView } from '@/shared/schemas/power.ts';
import { PowerMode } from '@/shared/schemas/power.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { sleepRefusalOf } from './put-to-sleep.ts';
import { awakeOf, readPowerRows, wakeableOf } from './read-rows.ts';
import { readLabRule } from './rules.ts';
import { readWakerOf, wakeRefusalOf } from './wake.ts';

/** A machine's rule, why it is awake or asleep, and what macOS needs for it; of machines in use alone. */
export async function readMachinePower(
  ctx: ServiceContext,
  { id }: { id: string },
): Promise<MachinePowerView> {
  authorize(ctx, 'lab:read');
  const [lab, rows] = await Promise.all([readLabRule(ctx), readPowerRows(ctx)]);
  const row = rows.find((it) => it.id === id);
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such active machine in this lab.');
  const target = wakeableOf(row);
  const { notBefore } = row.known;
  const wakers = awakeOf(rows).filter((it) => 'wakerId' in chooseWaker(target, [wakeableOf(it)], 0));
  return {
    own: {
      mode: PowerMode.nullable().catch(null).parse(row.powerMode),
      idleMinutes: row.powerIdleMinutes,
    },
    lab,
    state: row.known.state,
    words: row.words,
    since: row.isNew ? null : row.known.since,
    wakeAt: row.wakeAt,
    keptAwakeUntil: notBefore !== null && notBefore > ctx.now() ? notBefore : null,
    preventers: row.facts?.preventers ?? null,
    mayWake: may(ctx, 'machine:wake-own', await readWakerOf(ctx, row)),
    sleepRefusal: sleepRefusalOf(row, rows, lab, ctx.now()),
    wakeRefusal: wakeRefusalOf(row, rows),
    checks:
      row.os === null
        ? []
        : checkPower(
            { os: row.os === 'macos' ? 'macos' : 'linux', power: row.facts, lidClosed: row.lidClosed },
            {
              wakers: wakers.map((it) => it.name),
              networks: [...new Set(target.wakeAddresses.map(networkOf))],
            },
          ),
  };
}
