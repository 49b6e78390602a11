import { TRPCError } from '@trpc/server';
import type * as z from 'zod';
import type { ServiceContext } from '../context.ts';
import { createCallerFactory } from '../trpc/init.ts';
import { appRouter } from '../trpc/root.ts';

/* For tests that walk every procedure, so that a new one can't be forgotten. */

export type Procedure = {
  _def: { type: 'query' | 'mutation'; inputs: z.ZodType[]; output?: z.ZodType };
};
export const { procedures } = appRouter._def as unknown as { procedures: Record<string, Procedure> };

/** Asks the procedure of this name; gives its refusal, if it is one. */
export const callProcedure = async (
  ctx: ServiceContext,
  name: string,
  input: unknown,
): Promise<TRPCError | null> => (await askProcedure(ctx, name, input)).refusal;

/** The same with what it answered. */
export async function askProcedure(
  ctx: ServiceContext,
  name: string,
  input: unknown,
): Promise<{ refusal: TRPCError | null; answer?: unknown }> {
  let target: unknown = createCallerFactory(appRouter)(ctx);
  for (const step of name.split('.')) target = (target as Record<string, unknown>)[step];
  try {
    return { refusal: null, answer: await (target as (input: unknown) => Promise<unknown>)(input) };
  } catch (error) {
    if (error instanceof TRPCError) return { refusal: error };
    throw error;
  }
}

/** What a schema is made of, as zod keeps it. */
type SchemaDef = {
  type: string;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  innerType?: z.ZodType;
  options?: z.ZodType[];
  left?: z.ZodType;
  right?: z.ZodType;
  in?: z.ZodType;
  entries?: Record<string, string>;
  keyType?: z.ZodType;
  valueType?: z.ZodType;
};
export const defOf = (schema: z.ZodType): SchemaDef => schema._zod.def as unknown as SchemaDef;
