// Stands in for `python rank.py`: the same pipes and the same HTTP, with numbered words for tokens. FAKE_RANK lists
// how it misbehaves: ignore-eof, ignore-term, grandchild, escaped-grandchild, fail-load, fail-loudly, fail-pair,
// compute-wrongly (it goes on with a text in other words), hold-group and hold-loaded (it stands still before saying
// so); what a session's id has after two dashes counts too. A question says what to do:
// "count <n> every <ms>", and "then hang", "then crash", "then spin", "then leave", "then babble" (rubbish in the
// stream, and on), "then tear" (a line that is cut off, and on), "then shout" (a piece of two megabytes), "then halve"
// (a character in two pieces), "then call" (of each tool it was given), "then fail" (an error in the stream) after the n words.
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const own = (process.env.ESPALIER_SESSION ?? '').split('--').slice(1);
const faults = new Set([...(process.env.FAKE_RANK ?? '').split(','), ...own].filter(Boolean));
const flag = (name) => process.argv[process.argv.indexOf(name) + 1];
const rank = Number(flag('--rank'));
const size = Number(flag('--size'));
const progress = { steps: 0, active: 0 };
/** A file that is told each token before it is sent: request, count, answers at once. */
const tally = process.argv.includes('--tally') ? flag('--tally') : null;

const say = (event, fields = {}) => process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);

process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
if (faults.has('ignore-term')) process.on('SIGTERM', () => console.error('not now'));
if (faults.has('grandchild')) spawn('sleep', ['300'], { stdio: 'inherit' });
if (faults.has('escaped-grandchild')) spawn('sleep', ['300'], { stdio: 'inherit', detached: true });

const beat = () => say('beat', { ...progress, memoryBytes: 1000 });
setInterval(beat, 100);
beat();

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (line.startsWith('GO ')) go(line.slice(3));
  if (line === 'STOP' && !faults.has('ignore-eof')) process.exit(0);
});
lines.on('close', () => {
  if (!faults.has('ignore-eof')) process.kill(-process.pid, 'SIGKILL');
});
console.error('fake rank starts');
if (process.argv.includes('--pair')) {
  if (faults.has('fail-pair')) {
    say('failed', { phase: 'connect', error: "RuntimeError: [ring] Couldn't connect (error: 111)" });
    process.exit(69);
  }
  say('pair', { bytes: Number(flag('--pair')), milliseconds: 1.5, latencyMilliseconds: 0.1 });
  process.exit(0);
}
say('ready');

function go(key) {
  if (faults.has('hold-group')) return;
  say('group', { rank, size });
  say('loading', { loadedLayers: 0 });
  if (faults.has('fail-load')) {
    console.error('ValueError: this model has no layers');
    say('failed', { phase: 'load', error: 'ValueError: this model has no layers' });
    process.exit(70);
  }
  if (faults.has('fail-loudly')) {
    console.error('loud '.repeat(20_000));
    // As Python writes it.
    const error = '漢'.repeat(1500).replaceAll('漢', '\\u6f22');
    process.stdout.write(`{"event": "failed", "phase": "load", "error": "${error}"}\n`);
    process.exit(70);
  }
  say('loading', { loadedLayers: 4, totalLayers: 4, memoryBytes: 500 });
  if (faults.has('hold-loaded')) return;
  say('loaded', { memoryBytes: 1000 });
  if (rank === 0) serve(key);
}

const RUBBISH = [
  'null',
  '[]',
  '{"choices":null,"usage":null}',
  '{"choices":[{"delta":null}]}',
  '{"choices":[{"delta":{"content":7}}],"usage":{"prompt_tokens":"many"}}',
];

function serve(key) {
  const server = createServer((incoming, outgoing) => {
    if (incoming.headers.authorization !== `Bearer ${key}`) return void outgoing.writeHead(403).end();
    let body = '';
    incoming.on('data', (chunk) => (body += chunk));
    incoming.on('end', () => {
      const asked = JSON.parse(body);
      if (incoming.url === '/v1/completions') return goOn(asked, outgoing);
      answer(asked, incoming.headers['x-espalier-request'], outgoing);
    });
  });
  server.listen(0, '127.0.0.1', () => say('serving', { port: server.address().port }));
}

function goOn({ prompt }, outgoing) {
  const text = faults.has('compute-wrongly')
    ? ' fish fish fish'
    : ` and so on, after ${prompt.length} letters`;
  outgoing.setHeader('content-type', 'application/json');
  outgoing.end(JSON.stringify({ choices: [{ text }], usage: { prompt_tokens: prompt.split(' ').length } }));
}

function answer(body, requestId, outgoing) {
  const text = body.messages.at(-1).content;
  // A benchmark's prompt is answered as long as it may be, and its words are counted as an engine would.
  const isStory = text.includes('Write a long story');
  const [, wanted, every] = /count (\d+) every (\d+)/.exec(text) ?? [null, isStory ? '5000' : '1', '1'];
  const promptTokens = isStory ? 11 + text.split(' ').length : 7;
  const fault = /then (\w+)/.exec(text)?.[1];
  const count = Math.min(Number(wanted), body.max_tokens);
  let made = 0;
  progress.active += 1;
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
  const write = (choices, more = {}) => outgoing.write(`data: ${JSON.stringify({ choices, ...more })}\n\n`);
  const end = (finish) => {
    clearInterval(timer);
    progress.active -= 1;
    say('request-end', {
      requestId,
      promptTokens,
      cachedTokens: 2,
      completionTokens: made,
      finish,
      error: null,
    });
  };
  const timer = setInterval(() => {
    if (made < count) {
      made += 1;
      progress.steps += 1;
      if (tally) appendFileSync(tally, `${requestId} ${made} ${progress.active}\n`);
      const token = { token: `${made} `, logprob: -0.5 };
      const top = [token, { token: 'x', logprob: -2 }].slice(0, body.top_logprobs ?? 0);
      const logprobs = body.logprobs ? [{ ...token, top }] : undefined;
      write([{ delta: { content: `${made} ` } }], { espalier: { completionTokens: made, logprobs } });
      return;
    }
    clearInterval(timer);
    if (fault === 'hang') return;
    if (fault === 'crash') process.kill(process.pid, 'SIGSEGV');
    if (fault === 'spin') for (;;);
    if (fault === 'leave') {
      say('failed', { phase: 'generate', error: 'RuntimeError: [ring] connection to a peer was lost' });
      process.exit(70);
    }
    if (fault === 'babble') {
      for (const it of RUBBISH) outgoing.write(`data: ${it}\n\n`);
    }
    if (fault === 'tear') outgoing.write('data: {"choices":[{"delta":{"cont\n\n');
    if (fault === 'shout') write([{ delta: { content: '漢😀\u0001'.repeat(150_000) } }]);
    if (fault === 'halve') {
      write([{ delta: { content: 'a\ud83d' } }]);
      write([{ delta: { content: '\ude00b\u0000\ud83d' } }]);
    }
    if (fault === 'fail') {
      outgoing.write('data: {"error":{"message":"out of memory"}}\n\n');
      outgoing.end();
      return end(null);
    }
    if (fault === 'call') {
      const calls = body.tools.map(({ function: { name } }, index) => ({
        index,
        id: `call_${requestId}_${index}`,
        type: 'function',
        function: { name, arguments: '{"at":"Bonn"}' },
      }));
      write([{ delta: { tool_calls: calls } }], { espalier: { completionTokens: made } });
    }
    const finish = count < Number(wanted) ? 'length' : 'stop';
    write([{ delta: {}, finish_reason: finish }], { espalier: { completionTokens: made } });
    write([], {
      usage: {
        prompt_tokens: promptTokens,
        completion_tokens: made,
        prompt_tokens_details: { cached_tokens: 2 },
      },
    });
    outgoing.end('data: [DONE]\n\n');
    end(finish);
  }, Number(every));
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) end(null);
  });
}
