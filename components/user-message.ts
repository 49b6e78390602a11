export type UserMessage = {
  /** What happened, in the portal's words. */
  title: string;
  /** Why or what to do, where more is known. */
  detail: string | null;
  requestId: string | null;
};

type PortalErrorData = {
  code?: string;
  requestId?: string | null;
  service?: { code: string; details?: unknown } | null;
};

const dataOf = (error: unknown): PortalErrorData | null => {
  const data = (error as { data?: unknown } | null)?.data;
  return typeof data === 'object' ? data : null;
};

/** The transport's code of a refused call (`CONFLICT`, `NOT_FOUND`, …), or null when the portal never answered. */
export const errorCode = (error: unknown): string | null => dataOf(error)?.code ?? null;

/** What the verb tells beside its words, as a booking's conflicts. */
export const errorDetails = (error: unknown): unknown => dataOf(error)?.service?.details ?? null;

export const NO_ANSWER = 'NoAnswer';
const SEND_AGAIN = 'Check the connection, then send it again: it is done once, however often it is sent.';
const UNREADABLE =
  'What came back was not the portal’s answer. It may be starting again: look whether it was done, then try again.';

/** Any failed call in words for people: what happened is their first sentence. `repeatable`: it carries its own id. */
export function toUserMessage(error: unknown, repeatable = false): UserMessage {
  const [title, ...rest] = wordsOf(error).split(/(?<=\.)\s+/);
  const detail = repeatable && gotNoAnswer(error) ? SEND_AGAIN : rest.join(' ') || null;
  return { title: title!, detail, requestId: dataOf(error)?.requestId ?? null };
}

const gotNoAnswer = (error: unknown): boolean =>
  ((error as Error | null)?.cause as Error | undefined)?.name === NO_ANSWER;

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A proxy’s page, half an answer: what the parser says of it is not for people.
  const isUnreadable = error.name === 'TRPCClientError' && errorCode(error) === null && !gotNoAnswer(error);
  return isUnreadable ? UNREADABLE : error.message;
}
