type Said = {
  id: string;
  parentId: string | null;
  text: string;
  generation: { id: string; state: string; requestedBy: { id: string } | null } | null;
};
export type Waiting = { generationId: string; text: string };

/** One's own questions whose answers wait for their turn, oldest first. */
export const waitingOf = (messages: readonly Said[], personId: string): Waiting[] =>
  messages.flatMap(({ parentId, generation }) => {
    if (generation?.state !== 'queued' || generation.requestedBy?.id !== personId) return [];
    const question = messages.find((it) => it.id === parentId);
    return question ? [{ generationId: generation.id, text: question.text }] : [];
  });
