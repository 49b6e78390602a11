import type * as z from 'zod';

export type EventSpec = { payload: z.ZodType; reply?: z.ZodType };
export type Catalog = Record<string, EventSpec>;
export type WireError = { code: string; message: string };
export type Reply<T> = { ok: true; data: T } | { ok: false; error: WireError };

type Listener<S extends EventSpec> = S extends { reply: infer R extends z.ZodType }
  ? (payload: z.input<S['payload']>, done: (reply: Reply<z.input<R>>) => void) => void
  : (payload: z.input<S['payload']>) => void;

/** Event maps for socket.io generics, derived from the one catalog so that types and validation can't drift. */
export type EventsOf<C extends Catalog> = { [K in keyof C & string]: Listener<C[K]> };

type HandlerOf<S extends EventSpec> = S extends { reply: infer R extends z.ZodType }
  ? (payload: z.output<S['payload']>) => z.input<R> | Promise<z.input<R>>
  : (payload: z.output<S['payload']>) => void | Promise<void>;
export type HandlersOf<C extends Catalog> = { [K in keyof C & string]: HandlerOf<C[K]> };

export const defineCatalog = <const C extends Catalog>(catalog: C): C => catalog;
