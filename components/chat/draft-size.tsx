import { aboutTokens } from '@/shared/domain/estimate-tokens.ts';
import { formatCount } from '@/shared/domain/format.ts';

type Props = {
  text: string;
  fileTokens: number;
  /** What the chat says before it: its system prompt and its last prompt with its answer. */
  before: number;
  contextTokens: number | null;
};
/** Below this nobody wants to know. */
const WORTH_TELLING = 200;

/** About how much of the model's context the question takes; nothing for a short one. */
export function DraftSize({ text, fileTokens, before, contextTokens }: Props) {
  const own = aboutTokens(text) + fileTokens;
  const all = own + before;
  const isOver = contextTokens !== null && all > contextTokens;
  if (own < WORTH_TELLING && !isOver) return null;
  if (contextTokens === null) return <>about {formatCount(own)} tokens</>;
  return isOver ? (
    <span className="text-fault-text">
      about {formatCount(all)} tokens with what was said before; the context holds{' '}
      {formatCount(contextTokens)}
    </span>
  ) : (
    <>
      about {formatCount(own)} tokens, {formatCount(all)} of {formatCount(contextTokens)} with what was said
      before
    </>
  );
}
