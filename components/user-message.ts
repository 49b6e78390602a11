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

/** Any failed call in words for people. */
export function toUserMessage(error: unknown): UserMessage {
  const data = dataOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (data?.code) {
    const [title, ...rest] = message.split(/(?<=\.)\s+/);
    return { title: title ?? message, detail: rest.join(' ') || null, requestId: data.requestId ?? null };
  }
  return {
    title: 'The portal did not answer.',
    detail: 'Nothing may have been changed. Check the connection, then try again.',
    requestId: null,
  };
}
