type Row = { id: string };
export type MessageWindow<Cursor extends Row = Row> = { messages: readonly Row[]; earlier: Cursor | null };

/**
 * The newest messages as just read, with the earlier ones that are known before them: the window slides on as a
 * chat grows, and what somebody reads stays on the page. Windows that don't touch are not joined.
 */
export function withKnown<W extends MessageWindow>(known: W | undefined, fresh: W): W {
  const first = fresh.messages[0];
  const at = known && first ? known.messages.findIndex((it) => it.id === first.id) : -1;
  if (!known || at <= 0) return fresh;
  return {
    ...fresh,
    messages: [...known.messages.slice(0, at), ...fresh.messages],
    earlier: known.earlier,
  };
}

/** An earlier page put before the window it was asked for; a window that has changed its beginning since stays. */
export function withEarlier<W extends MessageWindow>(now: W, asked: Row, page: MessageWindow): W {
  if (now.earlier?.id !== asked.id) return now;
  return { ...now, messages: [...page.messages, ...now.messages], earlier: page.earlier };
}

type Versioned = Row & {
  version: { at: number; of: number; previousId: string | null; nextId: string | null };
};
/**
 * A branch with what was just put below one of its messages, in the place of what followed that; below null is the
 * chat's beginning. Where the message is not in the window, it goes to the end.
 */
export function withBelow<M extends Versioned>(
  messages: readonly M[],
  parentId: string | null,
  fresh: readonly M[],
): M[] {
  const rest = messages.filter((it) => !fresh.some((other) => other.id === it.id));
  const at = parentId === null ? -1 : rest.findIndex((it) => it.id === parentId);
  if (parentId !== null && at < 0) return [...rest, ...fresh];
  const [first, ...more] = fresh;
  const before = rest[at + 1];
  if (!first || !before) return [...rest.slice(0, at + 1), ...fresh];
  const count = before.version.of + 1;
  const version = { at: count, of: count, previousId: before.id, nextId: null };
  return [...rest.slice(0, at + 1), { ...first, version }, ...more];
}

type Placed = Versioned & { parentId: string | null };
/** A chat with what was just put into it, which ends the branch that is seen. */
export const withNewest = <M extends Placed, C extends { messages: M[]; leafId: string | null }>(
  chat: C,
  fresh: readonly [M, ...M[]],
): C => ({ ...chat, messages: withBelow(chat.messages, fresh[0].parentId, fresh), leafId: fresh.at(-1)!.id });
