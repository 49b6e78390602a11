import type { FailureCause } from './failure-causes.ts';

export type FailureSign = {
  cause: FailureCause;
  /** Without nested repeats: it runs over whatever a program prints. */
  pattern: RegExp;
  /** `likely`: the line says what broke, and this is why as a rule. */
  certainty: 'known' | 'likely';
  /** How others notice a failure; any other sign tells more. */
  isEcho?: true;
};

const known = (cause: FailureCause, pattern: RegExp): FailureSign => ({ cause, pattern, certainty: 'known' });
const likely = (cause: FailureCause, pattern: RegExp): FailureSign => ({ cause, pattern, certainty: 'likely' });
const echo = (cause: FailureCause, pattern: RegExp): FailureSign => ({
  cause,
  pattern,
  certainty: 'known',
  isEcho: true,
});

/**
 * What the lines of ranks, engines and systems say, the more telling first: of one line the first that matches counts.
 * Sources: mlx 0.32.4 and mlx-lm 0.32.2 as run, and the public issues that the tests of this table name.
 */
export const FAILURE_SIGNS: readonly FailureSign[] = [
  known('rdma_bridge', /\[jaccl\] Changing queue pair to RTR failed with errno 22\b/),
  known('rdma_stale', /\[jaccl\] (?:Changing queue pair to RTR|Creating the queue pair) failed with errno 16\b/),
  known('rdma_timeout', /\[jaccl\] Changing queue pair to RT[RS] failed with errno (?:60|2|110)\b/),
  likely('rdma_port_dead', /\[jaccl\] Changing queue pair to RTR failed with errno 96\b/),
  known('rdma_port_down', /\bPORT_DOWN\b|is the Thunderbolt link up\?|not PORT_ACTIVE/),
  likely('rdma_stale', /\[jaccl\] Couldn't (?:allocate protection domain|create queue pair|create completion queue)/),
  likely('rdma_stale', /\[jaccl\] Register(?:ing)? memory region failed/i),
  known('rdma_no_address', /\[jaccl\] No (?:IPv4-mapped|usable) GID/),
  known('rdma_off', /\[jaccl\] [^\n]{0,60}\b(?:device|rdma_\w{1,16})\b[^\n]{0,40}not found|RDMA (?:is )?not enabled|No RDMA devices? found/i),
  known('rdma_crash', /\bibv_reg_mr\w*\b/),
  likely('crashed_cable', /\btbt_post_(?:recv|send)\b/),
  likely('rdma_timeout', /\[jaccl\] (?:Changing queue pair to \w+|Creating the queue pair) failed/),

  known('local_network_denied', /(?:Couldn't connect \(error: 65\)|\[Errno 65\] No route to host|EHOSTUNREACH)/),
  known('no_route', /(?:Couldn't connect \(error: (?:113|51|101)\)|\[Errno (?:113|51|101)\])/),
  known('ring_refused', /(?:Couldn't connect \(error: (?:61|111)\)|\[Errno (?:61|111)\] Connection refused)/),
  known('ring_timeout', /(?:Couldn't connect \(error: (?:60|110)\)|\[Errno (?:60|110)\])/),
  known('address_in_use', /(?:Couldn't bind socket \(error: (?:48|98)\)|Address already in use|EADDRINUSE)/),
  known('address_not_local', /(?:Couldn't bind socket \(error: (?:49|99)\)|EADDRNOTAVAIL|assign requested address)/),
  known('plan_differs', /Started from another plan than this rank|The plan to start by /),
  known('link_failed', /The sums over this link are wrong/),
  known('ranks_disagree', /MLX says rank \d+ of \d+, asked for was rank|A rank of another start was met/),
  known('backend_missing', /Cannot initialize \w{1,16} distributed backend|Couldn't initialize any backend|has no \w{1,16} backend/),
  known('transfer_broken', /\[ring\] (?:Receiving from|Sending to) socket \d+ failed with errno (?:14|22)\b/),

  known('buffer_limit', /\[metal::malloc\] Resource limit \(\d+\) exceeded/),
  known('out_of_memory', /kIOGPUCommandBufferCallbackErrorOutOfMemory|Command buffer execution failed: Insufficient Memory/),
  likely('out_of_memory', /\[metal::malloc\] Attempting to allocate \d+ bytes/),
  known('out_of_memory', /\[malloc(?:_or_wait)?\] Unable to allocate|\bstd::bad_alloc\b|\bMemoryError\b|Cannot allocate memory/),
  known('killed_for_memory', /OS_REASON_JETSAM|\bJetsamEvent\b|Out of memory: Kill(?:ed)? process|oom-kill:/),
  known('kernel_panic', /completeMemory\(\) prepare count underflow|panic\(cpu \d+ caller 0x/),
  known('gpu_wedged', /The GPU is fully active at \d+ of \d+ W and nothing comes of it|GB of a rank that is gone have not come back/),
  likely('gpu_wedged', /kIOGPUCommandBufferCallbackErrorHang|Caused GPU Hang Error/),
  known('gpu_timeout', /kIOGPUCommandBufferCallbackErrorTimeout|Caused GPU Timeout Error|\[Fence::wait\] Timed out/),
  known('gpu_error', /\[METAL\] Command buffer execution failed|kIOGPUCommandBufferCallbackError\w+/),

  known('disk_full', /No space left on device|\bENOSPC\b/),
  known('too_many_files', /Too many open files|\bEMFILE\b|current limit exceeds maximum limit/),
  known('not_permitted', /\[Errno 13\] Permission denied|\bEACCES\b|\[Errno 1\] Operation not permitted/),

  known('model_needs_code', /requires importing and running a custom module|trust_remote_code=True/),
  known('model_unsupported', /Model type \S{1,80} not supported|No module named 'mlx_lm\.models\.|unsupported compressed-tensors format|Cannot infer the quantization mode|KeyError: 'model_type'/),
  known('model_indivisible', /cannot be sharded across|does not support (?:pipelining|tensor parallelism|any sharding)|can't be split over|must be divisible by/),
  likely('model_indivisible', /\[split\] [^\n]{0,120}(?:split|divisible)|\[reshape\] Cannot (?:reshape array of size|infer the shape of an empty)/),
  known('model_damaged', /\[load_safetensors\] (?:Invalid|Tensor '|The JSON header)|incomplete download or corrupt file|deserializing header: (?:HeaderTooLarge|header too large|MetadataIncompleteBuffer)|\bJSONDecodeError: /),
  known('tokenizer_broken', /Couldn't instantiate the backend tokenizer|Can't load tokenizer for|Tokenizer class \S{1,80} does not exist|tokenizer\.json'|need to have (?:sentencepiece|tiktoken) installed/),
  known('model_missing', /No safetensors found in|\[load_safetensors\] Failed to open|No such file or directory: '[^']{0,300}\.(?:json|safetensors|jinja)'|HFValidationError: Repo id must be|LocalEntryNotFoundError|IncompleteSnapshotError|is not in this machine's models folder/),
  known('model_differs', /The files of [^\n]{1,200} differ from the other machines'/),
  known('model_mismatch', /Expected shape \(|Missing \d+ parameters|Received (?:\d+ )?parameters not in model|checkpoint has no weights for layers|missing \d+ required positional argument/),

  known('versions_differ', /There is no Stream\(\w+, \d+\) in current thread|cannot import name '\w+' from '(?:mlx|mlx_lm|transformers)|module 'mlx\.core' has no attribute/),
  known('engine_broken', /lib(?:mlx|jaccl)\.(?:so|dylib)[^\n]{0,200}(?:cannot open shared object|no such file|Library not loaded)|Library not loaded: \S{0,100}libmlx|Symbol not found: __ZN3mlx|symbol not found in flat namespace|No module named '(?:mlx|mlx_lm|transformers|numpy|tokenizers|safetensors|huggingface_hub)\b|could not be started: spawn|The engine is not ready/),
  known('template_refused', /TemplateError|TemplateSyntaxError|UndefinedError: |Conversation roles must alternate|chat_template is not set/),
  known('context_too_long', /maximum context length|[Pp]rompt (?:is )?too long|exceeds the (?:model's )?(?:maximum )?context/),
  known('process_frozen', /The rank's process has not moved for \d+ s/),
  known('spinning', /The rank has kept a core busy for \d+ s while its GPU was idle/),
  known('stalled', /(?:No token|No step in reading the question) for \d+ s: /),
  known('slept', /Entering Sleep state|woke from sleep|This machine slept/i),
  likely('crashed', /Fatal Python error: |\bSIGSEGV\b|\bSIGBUS\b|Segmentation fault|\bSIGABRT\b|libc\+\+abi: terminating/),
  likely('killed', /\bKilled: 9\b/),
  echo('peer_lost', /connection to a peer was lost|was closed by the peer|Too many send\/recv errors|\[jaccl\] (?:Recv|Send) failed with errno|socket \d+ failed with errno (?:32|54|57|104)\b/),
  echo('generation_died', /generation thread died/),
];
