import type { Prisma } from '@/prisma/generated/client.ts';
import { macName } from '@/shared/data/mac-models.ts';
import { RULE_LABEL, valueWords } from '@/shared/domain/rule-words.ts';
import { BookingRule, type RuleKind, RULE_VALUES, type Valued } from '@/shared/schemas/booking-rule.ts';

export const ruleInclude = {
  team: { select: { name: true } },
  machine: { select: { name: true } },
  setBy: { select: { name: true } },
} satisfies Prisma.BookingRuleInclude;
type RuleRow = Prisma.BookingRuleGetPayload<{ include: typeof ruleInclude }>;

export function toRule(row: RuleRow): BookingRule {
  return BookingRule.parse({
    ...valuedOf(row),
    id: row.id,
    scope: row.scope,
    ofId: row.teamId ?? row.machineId ?? row.catalogId,
    ofName: row.team?.name ?? row.machine?.name ?? (row.catalogId && macName(row.catalogId)),
    setBy: row.setBy?.name ?? null,
    setAt: row.setAt,
  });
}

function valuedOf(row: { kind: string; value: unknown }): Valued {
  const kind = row.kind as RuleKind;
  return { kind, value: RULE_VALUES[kind].parse(row.value) } as Valued;
}

/** As the audit tells it: `Longest booking of Anjou`, and its number. */
export const auditName = ({ kind, ofName }: Pick<BookingRule, 'kind' | 'ofName'>): string =>
  ofName === null ? RULE_LABEL[kind] : `${RULE_LABEL[kind]} of ${ofName}`;
export const auditValue = (rule: Valued): { value: string } => ({ value: valueWords(rule) });
