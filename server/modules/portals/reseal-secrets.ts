import type { ServiceContext } from '../../context.ts';
import { openSecret, sealAnew } from '../notifications/index.ts';

/**
 * Brings all that is sealed under the portal's newest secret, so that an old one can be forgotten. Which columns those
 * are is read from the database: each that is named `sealed…`. Nothing is done while no old secret is given. Returns
 * how many were sealed anew, and how many none of the secrets opens.
 */
export async function resealSecrets(ctx: ServiceContext): Promise<{ resealed: number; lost: number }> {
  const done = { resealed: 0, lost: 0 };
  if ((ctx.outbound.oldSealKeys ?? []).length === 0) return done;
  for (const { table, column } of await sealedColumns(ctx)) {
    const name = `"${table}"."${column}"`;
    const rows = await ctx.db.$queryRawUnsafe<{ text: string }[]>(
      `SELECT "${column}" AS text FROM "${table}" WHERE "${column}" IS NOT NULL`,
    );
    for (const { text } of rows) {
      const anew = sealAnew(ctx, text);
      if (anew === null) continue;
      // By what it was: somebody may have entered another meanwhile.
      done.resealed += await ctx.db.$executeRawUnsafe(
        `UPDATE "${table}" SET "${column}" = $1 WHERE "${column}" = $2`,
        anew,
        text,
      );
    }
    const lost = rows.filter(({ text }) => openSecret(ctx, text) === null).length;
    done.lost += lost;
    if (lost > 0) ctx.logger.warn({ column: name, lost }, 'sealed with a secret this portal is not given');
  }
  ctx.logger.info(done, 'secrets are sealed with the newest key');
  return done;
}

/** From the catalogue, so that none is forgotten that is added later. */
const sealedColumns = (ctx: ServiceContext) =>
  ctx.db.$queryRaw<{ table: string; column: string }[]>`
    SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
    WHERE table_schema = current_schema() AND column_name LIKE 'sealed%' AND data_type = 'text'
    ORDER BY 1, 2`;
