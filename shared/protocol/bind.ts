import type { Catalog, EventSpec, HandlersOf, Reply, WireError } from './catalog.ts';

type AnyListener = (...args: unknown[]) => void;
type Bindable = { on(event: string, listener: AnyListener): unknown };

type Answer = Reply<unknown>;
export type BindOptions = {
  /** Turns a thrown error into code and message. */
  toWireError: (error: unknown) => WireError;
  /** Sees every failure, also of events without a reply; a `MalformedMessage` where the payload does not fit. */
  onError?: (event: string, error: unknown) => void;
  /** What was said is not taken, and `error` is what the other side hears. */
  onRefused?: (event: string, payload: unknown, error: WireError) => void;
  /** Runs the parsing and the handler when it is their turn, or answers for them. */
  inTurn?: (event: string, work: () => Promise<Answer>) => Promise<Answer>;
};

/** What a socket said is not of the catalogue's shape. Short: the sender has made what it is about. */
export class MalformedMessage extends Error {
  readonly payload: unknown;
  constructor(message: string, payload: unknown) {
    super(message);
    this.name = 'MalformedMessage';
    this.payload = payload;
  }
}

/**
 * Binds all handlers of a catalog to a socket: parses each payload, runs the handler, answers ok or error.
 * A malformed payload never reaches a handler.
 */
export function bindCatalog<C extends Catalog>(
  socket: object,
  catalog: C,
  handlers: HandlersOf<C>,
  { toWireError, onError, onRefused, inTurn = (_event, work) => work() }: BindOptions,
): void {
  // socket.io's own generics differ per side; the catalog has already typed both.
  const bindable = socket as Bindable;
  for (const [event, spec] of Object.entries<EventSpec>(catalog)) {
    const handler = handlers[event as keyof HandlersOf<C>] as (payload: unknown) => unknown;
    bindable.on(event, (payload, done) => {
      const failed = (error: unknown): void => onError?.(event, error);
      void inTurn(event, () => answer(spec, handler, payload, toWireError, failed))
        .then((reply) => {
          if (!reply.ok) onRefused?.(event, payload, reply.error);
          if (typeof done === 'function') (done as (reply: Answer) => void)(reply);
        })
        // A reply that can't be sent must not end the process.
        .catch(failed);
    });
  }
}

async function answer(
  spec: EventSpec,
  handler: (payload: unknown) => unknown,
  payload: unknown,
  toWireError: (error: unknown) => WireError,
  onError: (error: unknown) => void,
): Promise<Answer> {
  const parsed = spec.payload.safeParse(payload);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const message = issue?.message ?? 'Malformed message.';
    onError(new MalformedMessage(`${issue?.path.join('.') ?? ''}: ${message}`.slice(0, 300), payload));
    return { ok: false, error: { code: 'VALIDATION', message } };
  }
  try {
    return { ok: true, data: await handler(parsed.data) };
  } catch (error) {
    onError(error);
    return { ok: false, error: toWireError(error) };
  }
}
