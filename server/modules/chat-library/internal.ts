import { may, type ServiceContext } from '../../context.ts';

type Row = { ownerId: string; shared: boolean; owner: { name: string } };

/** One's own, and what is shared with the lab. */
export const visibleTo = (ownerId: string) => ({ OR: [{ ownerId }, { shared: true }] });

export const ownershipOf = (ctx: ServiceContext, { ownerId, shared, owner }: Row) => ({
  shared,
  ownerName: ctx.actor.kind === 'user' && ctx.actor.id === ownerId ? null : owner.name,
  mayChange: may(ctx, 'library:change-own', { ownerId }),
});

/** Who may change one: its owner, and an admin what the lab sees. Of others' own nobody knows that they exist. */
export const mayTouch = (ctx: ServiceContext, row: { ownerId: string; shared: boolean }): boolean =>
  row.shared || (ctx.actor.kind === 'user' && ctx.actor.id === row.ownerId);
