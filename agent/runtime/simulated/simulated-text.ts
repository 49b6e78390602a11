import { clipText } from '@/shared/domain/clip-text.ts';

const OPENING = 'This is a simulated answer: no model ran, and the machines that gave it are simulated.';

const PARTS = [
  'Everything around it is real, though: the booking, the session with its ranks, the way each word travels through the portal into this page, the counts and the log.',
  'A simulated Mac walks through the same steps as a real one. It prepares, starts its rank, joins the group, loads its layers one by one, answers a warm-up token and is then ready.',
  'Its meters follow what it does. The watts lie between the idle and the full-load figures that Apple publishes for the model, and they rise while an answer is being written.',
  'Nothing of this enters a real total. Energy, tokens and hours of simulated machines carry their label on every screen and in every export.',
  'To see a real answer, start a session on a machine with the MLX engine and one of the models in its folder.',
];

const THOUGHT =
  'Someone wants to see how an answer can look. Code, a table, a formula, a footnote: one of each will do. No numbers that could be taken for measured ones.';

const SHOWN = `## What an answer can hold

Words that are **strong**, *slanted* or \`code\`, a [link that says where it leads](https://example.org/a), and a price of $5 beside a formula, $E = mc^2$.[^1]

\`\`\`python title="budget.py"
def budget(active_gb, ranks, bandwidth):
    """Milliseconds to read the weights once."""
    return active_gb / ranks / bandwidth * 1000  # each rank reads its part
\`\`\`

| Part | Scales with |
|:--|--:|
| Reading weights | ranks |
| Meeting | layers |

$$
t = \\frac{a}{n\\,b} + 2\\ell\\,\\tau
$$

- [x] Read the question
- [ ] Measure it on a real Mac

[^1]: Simulated, as everything here.`;

const CALL = { id: 'call-1', name: 'read_meter', arguments: '{"machine":"Comice","minutes":5}' };

export type SimulatedAnswer = { thoughts: string[]; tokens: string[]; calls: string[]; isCut: boolean };

/**
 * What a simulated machine says, word by word (its tokens). The first sentence says what it is. Asked to repeat, it
 * says what stands below that line; asked for what an answer can hold, or for a tool, it shows that.
 */
export function simulatedAnswer(question: string, maxTokens: number): SimulatedAnswer {
  const repeated = /^repeat\b[^\n]*\n([\s\S]+)$/i.exec(question)?.[1];
  const isShown = !repeated && /\b(formula|markdown|what an answer can hold)\b/i.test(question);
  const thoughts = isShown ? wordsOf(THOUGHT) : [];
  const calls = /\btool\b/i.test(question) && !repeated ? [JSON.stringify(CALL)] : [];
  const tokens = wordsOf(
    repeated ? `${OPENING}\n\n${repeated}` : isShown ? `${OPENING}\n\n${SHOWN}` : said(question),
  );
  const left = Math.max(0, maxTokens - thoughts.length);
  return {
    thoughts: thoughts.slice(0, maxTokens),
    tokens: tokens.slice(0, left),
    calls: tokens.length < left ? calls : [],
    isCut: tokens.length > left,
  };
}

const wordsOf = (text: string): string[] => text.match(/\s*\S+/g) ?? [];

function said(question: string): string {
  const about = clipText(question.trim().replaceAll(/\s+/g, ' '), 120);
  const isLong = /\b(long|detail|explain|list|steps|story)\b/i.test(question);
  const rounds = isLong ? 4 : 1;
  const body = Array.from({ length: rounds }, () => PARTS.join(' ')).join('\n\n');
  return `${OPENING} You asked: “${about}”\n\n${body}`;
}

/** A token for each four characters or so, as tokenizers do for English. */
export const simulatedPromptTokens = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + Math.ceil(text.length / 4) + 4, 3);
