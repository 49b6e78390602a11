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
