import { QueryCompiler } from '@prisma/client/runtime/query_compiler_fast_bg.postgresql.mjs';

// How Prisma runs a query hangs on the query and the schema alone, and a client keeps it: here each file has a client of
// its own, and made the same again for a fifth of its time.
const KEPT = Symbol.for('kept plans of the tests');

if (!globalThis[KEPT]) {
  const plans = (globalThis[KEPT] = new Map());
  const { compile } = QueryCompiler.prototype;
  QueryCompiler.prototype.compile = function (query) {
    if (!plans.has(query)) plans.set(query, compile.call(this, query));
    return plans.get(query);
  };
}
