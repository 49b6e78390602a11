import pg from 'pg';
import { vi } from 'vitest';

let mutations = 0;
type Query = (this: unknown, config: unknown, ...rest: unknown[]) => unknown;

/**
 * From here to the end of the test, statements whose name begins with one of `names` run without one thing they
 * protect by. `isOff` tells whether any did: a protection that is no longer written so proves nothing.
 */
export function withoutProtection(names: readonly string[], protection: RegExp, without: string) {
  let isOff = false;
  mutations += 1;
  const suffix = ` without ${mutations}`;
  // What a pool is asked, and what runs in a transaction.
  const query = pg.Client.prototype.query as Query;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: unknown,
    config: unknown,
    ...rest
  ) {
    const statement = config as { name?: string; text?: string };
    const text = statement.text?.replaceAll(new RegExp(protection, 'g'), without);
    if (!names.some((it) => statement.name?.startsWith(it)) || text === statement.text)
      return query.call(this, config, ...rest) as never;
    isOff = true;
    return query.call(this, { ...statement, text, name: statement.name + suffix }, ...rest) as never;
  });
  return { isOff: () => isOff };
}
