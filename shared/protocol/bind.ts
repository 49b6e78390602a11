import type { Catalog, EventSpec, HandlersOf, Reply, WireError } from './catalog.ts';

type AnyListener = (...args: unknown[]) => void;
type Bindable = { on(event: string, listener: AnyListener): unknown };

/**
 * Binds all handlers of a catalog to a socket: parses each payload, runs the handler, answers ok or error.
 * A malformed payload never reaches a handler. `toWireError` turns a thrown error into code and message;
 * `onError` sees every failure, also of events without a reply.
 */
export function bindCatalog<C extends Catalog>(
  socket: object,
  catalog: C,
  handlers: HandlersOf<C>,
  options: {
    toWireError: (error: unknown) => WireError;
    onError?: (event: string, error: unknown) => void;
    /** What was said is not taken, and `error` is what the other side hears. */
    onRefused?: (event: string, payload: unknown, error: WireError) => void;
  },
): void {
  // socket.io's own generics differ per side; the catalog has already typed both.
  const bindable = socket as Bindable;
  for (const [event, spec] of Object.entries<EventSpec>(catalog)) {
    const handler = handlers[event as keyof HandlersOf<C>] as (payload: unknown) => unknown;
    bindable.on(event, (payload, done) => {
      void answer(spec, handler, payload, options.toWireError, (error) => options.onError?.(event, error))
        .then((reply) => {
          if (!reply.ok) options.onRefused?.(event, payload, reply.error);
          if (typeof done === 'function') (done as (reply: Reply<unknown>) => void)(reply);
        })
        // A reply that can't be sent must not end the process.
        .catch((error: unknown) => options.onError?.(event, error));
    });
  }
}

async function answer(
  spec: EventSpec,
  handler: (payload: unknown) => unknown,
  payload: unknown,
  toWireError: (error: unknown) => WireError,
  onError: (error: unknown) => void,
): Promise<Reply<unknown>> {
  const parsed = spec.payload.safeParse(payload);
  if (!parsed.success) {
    onError(parsed.error);
    return {
      ok: false,
      error: { code: 'VALIDATION', message: parsed.error.issues[0]?.message ?? 'Malformed message.' },
    };
  }
  try {
    return { ok: true, data: await handler(parsed.data) };
  } catch (error) {
    onError(error);
    return { ok: false, error: toWireError(error) };
  }
}
