import { expect, test } from 'vitest';
import { LOST, METAL } from '../testing/failure-facts.ts';
import type { FailureCause } from '../data/failure-causes.ts';
import { tellCause } from './failure-causes.ts';
import { findTellingLine, readFailureLine } from './failure-lines.ts';

/*
 * Lines of failures as they are said. Each names where it is from: a public issue (repository#number) or file, `run`
 * for what mlx 0.32.4 with mlx-lm 0.32.2 and `rank.py` printed here, `agent` for what this program says itself,
 * `source` for a text in the pinned mlx or mlx-lm, `form` for the usual form of such a text, `system` for what an operating system prints.
 */
type Line = [cause: FailureCause, from: string, line: string];
const NETWORK: Line[] = [
  ['rdma_bridge', 'ml-explore/mlx#3467', '[jaccl] Changing queue pair to RTR failed with errno 22'],
  [
    'rdma_bridge',
    'exo-explore/exo#1390',
    '[ 05:21:08.2359AM | WARNING ] Runner 66b6189d-8142-48d8-9f1f-3fb17097533d crashed with critical exception [jaccl] Changing queue pair to RTR failed with errno 22',
  ],
  [
    'rdma_stale',
    'ml-explore/mlx#3207',
    'ValueError: [jaccl] Changing queue pair to RTR failed with errno 16',
  ],
  [
    'rdma_stale',
    'ml-explore/mlx#4209',
    '[jaccl] Creating the queue pair failed with errno 16. Thunderbolt RDMA devices support a limited number of queue pairs per device and fail here once they are exhausted.',
  ],
  ['rdma_stale', 'ml-explore/mlx#3207', "RuntimeError: [jaccl] Couldn't allocate protection domain"],
  ['rdma_stale', 'ml-explore/mlx#3162', 'RuntimeError: [jaccl] Register memory region failed'],
  [
    'rdma_timeout',
    'ml-explore/mlx#3468',
    'ValueError: [jaccl] Changing queue pair to RTR failed with errno 60',
  ],
  [
    'rdma_timeout',
    'exo-explore/exo#1847',
    'ValueError: [jaccl] Changing queue pair to RTR failed with errno 2',
  ],
  [
    'rdma_port_dead',
    'exo-explore/exo#1973',
    'ValueError: [jaccl] Changing queue pair to RTR failed with errno 96',
  ],
  [
    'rdma_port_down',
    'ml-explore/mlx#4530',
    "RuntimeError: [jaccl] Couldn't allocate protection domain on rdma_en3 (port PORT_DOWN) (errno 22): is the Thunderbolt link up?",
  ],
  ['rdma_port_down', 'ml-explore/mlx#3207', '                        state:                  PORT_DOWN (1)'],
  ['rdma_off', 'ml-explore/mlx#4180', 'RuntimeError: [jaccl] RDMA device rdma_en5 not found'],
  ['rdma_off', 'ml-explore/mlx#3777', '[WARN] RDMA not enabled on node studio-2'],
  [
    'rdma_no_address',
    'ml-explore/mlx#4191',
    'RuntimeError: [jaccl] No IPv4-mapped GID for this device. Thunderbolt RDMA ports only publish one once the interface has an IPv4 address',
  ],
  [
    'rdma_no_address',
    'ml-explore/mlx#4191',
    'RuntimeError: [jaccl] No IPv4-mapped GID found for RDMA device',
  ],
  ['rdma_crash', 'exo-explore/exo#2186', '  libibverbs.dylib  ibv_reg_mr_iova2'],
  ['crashed_cable', 'ml-explore/mlx#4192', 'libthunderboltrdma.dylib  tbt_post_recv'],
  ['ring_refused', 'run', "RuntimeError: [ring] Couldn't connect (error: 111)"],
  ['ring_refused', 'exo-explore/exo#2309', "RuntimeError: [ring] Couldn't connect (error: 61)"],
  ['ring_refused', 'exo-explore/exo#2310', "RuntimeError: [jaccl] Couldn't connect (error: 61)"],
  ['ring_timeout', 'ml-explore/mlx#3755', "RuntimeError: [jaccl] Couldn't connect (error: 60)"],
  ['ring_timeout', 'system', "RuntimeError: [ring] Couldn't connect (error: 110)"],
  ['local_network_denied', 'ml-explore/mlx#3755', "RuntimeError: [ring] Couldn't connect (error: 65)"],
  [
    'local_network_denied',
    'NousResearch/hermes-agent#57812',
    'httpcore.ConnectError: [Errno 65] No route to host',
  ],
  ['no_route', 'system', "RuntimeError: [ring] Couldn't connect (error: 113)"],
  ['address_in_use', 'system', "RuntimeError: [ring] Couldn't bind socket (error: 48)"],
  ['address_in_use', 'system', 'OSError: [Errno 98] Address already in use'],
  ['address_not_local', 'run', "RuntimeError: [ring] Couldn't bind socket (error: 99)"],
  ['ranks_disagree', 'agent', 'RuntimeError: MLX says rank 0 of 1, asked for was rank 1 of 2.'],
  [
    'gpu_wedged',
    'agent',
    'No token for 15 s: this rank or another of its group hangs. The GPU is fully active at 41 of 480 W and nothing comes of it: it hangs.',
  ],
  [
    'gpu_wedged',
    'agent',
    '298 GB of a rank that is gone have not come back within 30 s. Restart this machine.',
  ],
  [
    'spinning',
    'agent',
    'The rank has kept a core busy for 31 s while its GPU was idle and nothing came of it: it spins.',
  ],
  ['ranks_disagree', 'agent', 'RuntimeError: A rank of another start was met in the group.'],
  ['backend_missing', 'run', 'RuntimeError: Cannot initialize jaccl distributed backend.'],
  ['backend_missing', 'source', "ValueError: [distributed] Couldn't initialize any backend"],
  ['backend_missing', 'agent', 'MLX on this machine has no jaccl backend (it has single, ring).'],
  ['transfer_broken', 'ml-explore/mlx#4276', '[ring] Receiving from socket 51 failed with errno 14'],
  ['transfer_broken', 'ml-explore/mlx#4280', '[ring] Sending to socket 3 failed with errno 22'],
  ['peer_lost', 'run', 'RuntimeError: [ring] connection to a peer was lost'],
  ['peer_lost', 'run', '[ring] Socket 4 was closed by the peer'],
  ['peer_lost', 'run', '[ring] Too many send/recv errors. Failing pending tasks...'],
  ['peer_lost', 'ml-explore/mlx#3862', '[ring] Receiving from socket 7 failed with errno 54'],
  ['peer_lost', 'exo-explore/exo#1847', '[jaccl] Recv failed with errno=2'],
];
const MACHINE: Line[] = [
  [
    'buffer_limit',
    'ml-explore/mlx-lm#831',
    'RuntimeError: [metal::malloc] Resource limit (499000) exceeded.',
  ],
  [
    'buffer_limit',
    'raullenchai/Rapid-MLX#2836',
    'ERROR:rapid_mlx.scheduler:Error in batch generation step: [metal::malloc] Resource limit (499000) exceeded.',
  ],
  [
    'out_of_memory',
    'ml-explore/mlx#479',
    'libc++abi: terminating due to uncaught exception of type std::runtime_error: [METAL] Command buffer execution failed: Insufficient Memory (00000008:kIOGPUCommandBufferCallbackErrorOutOfMemory)',
  ],
  [
    'out_of_memory',
    'ml-explore/mlx-examples#21',
    'libc++abi: terminating due to uncaught exception of type std::runtime_error: [malloc_or_wait] Unable to allocate 134217728 bytes.',
  ],
  [
    'out_of_memory',
    'lmstudio-ai/lmstudio-bug-tracker#2240',
    'RuntimeError: [metal::malloc] Attempting to allocate 48736917632 bytes which is greater than the maximum allowed buffer size of 30150672384 bytes.',
  ],
  ['out_of_memory', 'system', 'MemoryError'],
  ['killed_for_memory', 'jundot/omlx#2184', 'last exit reason = OS_REASON_JETSAM'],
  [
    'killed_for_memory',
    'system',
    'Out of memory: Killed process 4711 (python3) total-vm:98304000kB, anon-rss:61200000kB',
  ],
  ['killed', 'go-jet/jet#405', 'zsh: Killed: 9  python3 rank.py'],
  [
    'gpu_timeout',
    'ml-explore/mlx#1849',
    'libc++abi: terminating due to uncaught exception of type std::runtime_error: [METAL] Command buffer execution failed: Caused GPU Timeout Error (00000002:kIOGPUCommandBufferCallbackErrorTimeout)',
  ],
  [
    'gpu_timeout',
    'exo-explore/exo#2208',
    'Runner crashed with critical exception [Fence::wait] Timed out waiting for cross-device fence after 35000ms with no wakeup or value update observed.',
  ],
  [
    'gpu_wedged',
    'jundot/omlx#15',
    '[METAL] Command buffer execution failed: Caused GPU Hang Error (kIOGPUCommandBufferCallbackErrorHang)',
  ],
  [
    'gpu_error',
    'jundot/omlx#15',
    '[METAL] Command buffer execution failed: Discarded (victim of GPU error/recovery) (kIOGPUCommandBufferCallbackErrorInnocentVictim)',
  ],
  [
    'gpu_error',
    'ml-explore/mlx#1231',
    'libc++abi: terminating due to uncaught exception of type std::runtime_error: [METAL] Command buffer execution failed: Internal Error (0000000e:Internal Error)',
  ],
  [
    'kernel_panic',
    'ml-explore/mlx-lm#1666',
    'panic(cpu 9 caller 0xfffffe004b8cd288): "completeMemory() prepare count underflow" @IOGPUMemory.cpp:550',
  ],
  ['crashed', 'ml-explore/mlx#3777', 'Fatal Python error: Segmentation fault'],
  ['crashed', 'exo-explore/exo#2186', 'RunnerFailed: Terminated (signal=11 (Segmentation fault: 11))'],
  ['disk_full', 'system', "OSError: [Errno 28] No space left on device: '/var/folders/x/tmp'"],
  ['not_permitted', 'system', "PermissionError: [Errno 13] Permission denied: '/Volumes/models/config.json'"],
  [
    'too_many_files',
    'system',
    "OSError: [Errno 24] Too many open files: '/models/a/model-00012-of-00046.safetensors'",
  ],
  ['too_many_files', 'system', 'ValueError: current limit exceeds maximum limit'],
  ['stalled', 'agent', 'No token for 31 s: this rank or another of its group hangs.'],
  ['stalled', 'agent', 'No step in reading the question for 64 s: this rank or another of its group hangs.'],
  ['process_frozen', 'agent', "The rank's process has not moved for 33 s."],
  [
    'slept',
    'system',
    "2026-11-18 16:41:09 +0100 Sleep   Entering Sleep state due to 'Clamshell Sleep':TCPKeepAlive=active Using AC",
  ],
];
const MODEL: Line[] = [
  ['model_missing', 'run', 'FileNotFoundError: No safetensors found in /models/qwen3-32b'],
  [
    'model_missing',
    'run',
    "FileNotFoundError: [Errno 2] No such file or directory: '/models/qwen3-32b/config.json'",
  ],
  [
    'model_missing',
    'run',
    "HFValidationError: Repo id must be in the form 'repo_name' or 'namespace/repo_name': '/models/none'. Use `repo_type` argument if needed.",
  ],
  [
    'model_missing',
    'agent',
    "The model mlx-community/GLM-5 is not in this machine's models folder. Copy it there.",
  ],
  [
    'model_missing',
    'source',
    'RuntimeError: [load_safetensors] Failed to open file /models/a/model-00002-of-00004.safetensors',
  ],
  [
    'model_damaged',
    'run',
    "RuntimeError: [load_safetensors] Tensor 'model.layers.0.mlp.up_proj.weight' invalid data offsets (11425536, 11867904) exceeding the size of the file. Perhaps an incomplete download or corrupt file?",
  ],
  [
    'model_damaged',
    'run',
    'RuntimeError: [load_safetensors] Invalid json header length file /models/a/model.safetensors',
  ],
  [
    'model_damaged',
    'run',
    'JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)',
  ],
  [
    'model_damaged',
    'lyogavin/airllm#137',
    'safetensors_rust.SafetensorError: Error while deserializing header: MetadataIncompleteBuffer',
  ],
  [
    'model_differs',
    'agent',
    "The files of Qwen3 32B differ from the other machines'. Copy the same folder to each.",
  ],
  [
    'model_mismatch',
    'run',
    'ValueError: Expected shape (1024, 96) but received shape (1024, 192) for parameter model.embed_tokens.weight',
  ],
  ['model_mismatch', 'ml-explore/mlx-lm#1242', 'ValueError: Received 126 parameters not in model: '],
  ['model_mismatch', 'ml-explore/mlx-lm#641', 'ValueError: Missing 1 parameters: '],
  ['model_unsupported', 'run', 'ValueError: Model type bamboo not supported.'],
  [
    'model_unsupported',
    'ml-explore/mlx-lm#84',
    "ModuleNotFoundError: No module named 'mlx_lm.models.mistral3'",
  ],
  ['model_unsupported', 'lmstudio-ai/lms#552', " KeyError: 'model_type'"],
  [
    'model_needs_code',
    'run',
    "ValueError: The model at /models/x requires importing and running a custom module ('modeling_x.py') to build its architecture. This is disabled by default. Pass trust_remote_code=True if you trust this model.",
  ],
  ['model_indivisible', 'source', 'ValueError: The input of size 2880 cannot be sharded across 4 devices.'],
  [
    'model_indivisible',
    'source',
    'ValueError: The model does not support tensor parallelism but a tensor_group was provided',
  ],
  ['model_indivisible', 'agent', "GLM 4.5 Air can't be split over 3 machines this way (tensor)."],
  [
    'versions_differ',
    'ml-explore/mlx-lm#1181',
    'RuntimeError: There is no Stream(gpu, 0) in current thread.',
  ],
  [
    'versions_differ',
    'madroidmaq/mlx-omni-server#81',
    "ImportError: cannot import name 'get_model_path' from 'mlx_lm.utils'",
  ],
  ['versions_differ', 'dx-dtran/gpt2-mlx#3', "AttributeError: module 'mlx.core' has no attribute 'simplify'"],
  [
    'engine_broken',
    'ml-explore/mlx#2390',
    'ImportError: libmlx.so: cannot open shared object file: No such file or directory',
  ],
  [
    'engine_broken',
    'ml-explore/mlx#2402',
    'ImportError: dlopen(/venv/lib/python3.13/site-packages/mlx/core.cpython-313-darwin.so, 0x0002): Library not loaded: @rpath/libmlx.dylib',
  ],
  [
    'engine_broken',
    'ml-explore/mlx-examples#410',
    'ImportError: dlopen(/venv/mlx/core.cpython-39-darwin.so, 0x0002): Symbol not found: __ZN3mlx4core8allcloseERKNS0_5arrayES3_ddNSt3__17variant',
  ],
  ['engine_broken', 'exo-explore/exo#2156', "ModuleNotFoundError: No module named 'mlx'"],
  [
    'tokenizer_broken',
    'ml-explore/mlx-lm#683',
    'ValueError: Tokenizer class TokenizersBackend does not exist or is not currently imported.',
  ],
  [
    'template_refused',
    'ml-explore/mlx-lm#365',
    'jinja2.exceptions.TemplateError: You have passed a message containing <|channel|> tags in the content field.',
  ],
  [
    'template_refused',
    'Blaizzy/mlx-vlm#243',
    'Conversation roles must alternate user/assistant/user/assistant/...',
  ],
  [
    'context_too_long',
    'form',
    'ValueError: Prompt is too long: 140211 tokens exceeds the model context of 131072',
  ],
  ['generation_died', 'source', 'RuntimeError: generation thread died'],
];
const LINES = [...NETWORK, ...MACHINE, ...MODEL];

test.each(LINES)('%s: %s: %s', (cause, _from, line) => {
  expect(readFailureLine(line)?.cause).toBe(cause);
  const { title, sentence, remedy } = tellCause(cause, 'Bosc');
  expect(remedy.length).toBeGreaterThan(0);
  for (const text of [title, sentence, ...remedy]) expect(text).not.toMatch(/[{}]/);
});

test('there are sixty at least, none twice', () => {
  expect(LINES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(LINES.map(([, , line]) => line)).size).toBe(LINES.length);
});

/** What healthy ranks print: captured from `rank.py` on one and two ranks from start to stop, and the odd warning. */
const HEALTHY = `
/opt/venv/lib/python3.11/site-packages/mlx_lm/server.py:1894: UserWarning: mlx_lm.server is not recommended for production as it only implements basic security checks.
  warnings.warn(
2026-11-27 02:24:08,295 - INFO - Starting httpd at 127.0.0.1 on port 0...
2026-11-27 02:24:09,686 - INFO - Prompt Cache: 0 sequences, 0.00 GB
2026-11-27 02:24:09,686 - INFO - - assistant: 0 sequences, 0.00 GB
2026-11-27 02:24:09,691 - INFO - - system: 0 sequences, 0.00 GB
2026-11-27 02:24:10,536 - INFO - Prompt processing progress: 7/8
2026-11-27 02:24:10,888 - INFO - Prompt processing progress: 8/8
[ring] Attempt 0 waiting 1000 ms (error: 111 )
[ring] Attempt 1 waiting 2000 ms (error: 61 )
[jaccl] Connection attempt 0 waiting 1000 ms
[ring] Rank 0 accepting
[WARNING] Generating with a model that requires 115000 MB which is close to the maximum recommended size of 120000 MB. This can be slow.
Token indices sequence length is longer than the specified maximum sequence length for this model (9000 > 8192). Running this sequence through the model will result in indexing errors
Fetching 12 files: 100%|██████████| 12/12 [00:00<00:00, 12843.59it/s]
BrokenPipeError: [Errno 32] Broken pipe
resource_tracker: There appear to be 1 leaked semaphore objects to clean up at shutdown
Importing mlx_lm (simulated)
Loaded 61 of 61 layers (simulated)
Rank 0 of 2 (simulated)
Started process 4711.
The warm-up question got no token: stopped.
`.split('\n');

test('no line of a healthy rank is taken for a failure', () => {
  expect(HEALTHY.filter((line) => readFailureLine(line) !== null)).toEqual([]);
});

test('hostile lines cost a bounded time', () => {
  const parts = [
    "Couldn't ",
    '[jaccl] rdma_',
    "No such file or directory: '",
    'panic(cpu ',
    'The files of ',
    'libmlx.so ',
    '\u0000',
    '[split] ',
  ];
  const started = performance.now();
  for (const part of parts) for (const size of [1000, 100_000]) readFailureLine(part.repeat(size));
  const long = performance.now() - started;
  // One pass over what is kept of a line is far below a millisecond a sign; a blow-up would be minutes.
  expect(long).toBeLessThan(2000);
});

test('the telling line is the newest with a sign, an echo only where there is no other', () => {
  expect(findTellingLine(['a', METAL, LOST, 'bye'])).toBe(METAL);
  expect(findTellingLine(['a', LOST, 'bye'])).toBe(LOST);
  expect(findTellingLine(['a', 'bye', ' '])).toBe('bye');
  expect(findTellingLine([])).toBeNull();
  // What each rank says while all is well is no last word of one that was killed.
  const warned =
    '/venv/lib/mlx_lm/server.py:1894: UserWarning: mlx_lm.server is not recommended for production.';
  expect(findTellingLine([warned, '  warnings.warn('])).toBeNull();
});
