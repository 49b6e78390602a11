import type { FailureCauseTable } from './failure-cause-entry.ts';

/** Causes on one machine: memory, GPU, disk, its system, its agent; and what the portal saw from outside. */
export const MACHINE_CAUSES = {
  out_of_memory: {
    title: '{Machine} ran out of memory',
    sentence: 'Model, cache and question together need more memory than {machine} had free for the GPU.',
    remedy: [
      'Use more machines, a smaller model or a shorter context.',
      'Close what else holds memory on {machine}.',
      'See “What fits” before the next start.',
    ],
    isTransient: false,
    needs: 'person',
  },
  buffer_limit: {
    title: '{Machine} ran out of Metal buffers',
    sentence:
      'Metal on {machine} allows a fixed number of buffers (499000), and the engine held more. Memory itself may have been free: long answers and many cached prompts do that.',
    remedy: ['Start again; the count begins anew.', 'Ask with shorter contexts or fewer at once on this model.'],
    isTransient: true,
    needs: 'nobody',
  },
  gpu_timeout: {
    title: 'The GPU of {machine} waited too long',
    sentence:
      'macOS ended a piece of GPU work on {machine} after about five seconds. In a group it means that its GPU waited for a slower rank.',
    remedy: [
      'Start again.',
      'If it repeats: machines of one kind only, a shorter question, or a split that loads them alike.',
    ],
    isTransient: true,
    needs: 'nobody',
  },
  gpu_error: {
    title: 'The GPU of {machine} reported an error',
    sentence: 'Metal on {machine} gave a piece of work up with an error, and the engine ended with it.',
    remedy: ['Start again.', 'If it repeats on this machine alone, restart {machine}.'],
    isTransient: true,
    needs: 'nobody',
  },
  gpu_wedged: {
    title: '{Machine} stopped computing',
    sentence:
      'The GPU of {machine} hangs: it takes work and never ends it, and what it held is not given back. Later work on it hangs too.',
    remedy: ['Restart {machine}: nothing else frees its GPU and memory.', 'Leave the fast-fence switch off.'],
    isTransient: false,
    needs: 'reboot',
  },
  kernel_panic: {
    title: '{Machine} crashed and restarted',
    sentence: 'macOS itself crashed on {machine} (a kernel panic).',
    remedy: [
      'Check that the agent on {machine} is back, then start again.',
      'If it repeats: shorter contexts, one question at a time, the newest macOS. It is a fault of the graphics driver.',
    ],
    isTransient: false,
    needs: 'person',
  },
  killed_for_memory: {
    title: 'The system of {machine} killed the rank for its memory',
    sentence: 'The system of {machine} ended the rank to get memory back.',
    remedy: ['Use more machines, a smaller model or a shorter context.', 'Close what else holds memory on {machine}.'],
    isTransient: false,
    needs: 'person',
  },
  killed: {
    title: 'The rank on {machine} was killed',
    sentence:
      'Something outside the lab ended the rank on {machine} at once (SIGKILL). Most often it is the system, when memory is short; a person or program on the machine can do it too.',
    remedy: ['Look how much memory {machine} had free at that time.', 'Start again.'],
    isTransient: false,
    needs: 'person',
  },
  ended_from_outside: {
    title: 'Something on {machine} ended the rank',
    sentence: 'The rank on {machine} was told to end by something other than its agent.',
    remedy: ['Ask who works on {machine}, or look what stops programs there.', 'Start again.'],
    isTransient: true,
    needs: 'nobody',
  },
  crashed_cable: {
    title: 'The rank on {machine} crashed over its RDMA link',
    sentence:
      'The rank on {machine} crashed with a memory fault while ranks talked over RDMA. A Thunderbolt cable that is pulled or loses contact does that, at both of its ends.',
    remedy: ['Check the cables of {machine} and plug them again.', 'Start again.'],
    isTransient: false,
    needs: 'person',
  },
  crashed: {
    title: 'The engine crashed on {machine}',
    sentence: 'The rank on {machine} ended with a fault of the program itself.',
    remedy: ['Start again.', 'If it repeats, report it to MLX with the log.'],
    isTransient: true,
    needs: 'nobody',
  },
  disk_full: {
    title: 'The disk of {machine} is full',
    sentence: 'The rank on {machine} could not write: no space is left on its disk.',
    remedy: ['Free space on {machine}: old models, caches, downloads.', 'Start again.'],
    isTransient: false,
    needs: 'person',
  },
  not_permitted: {
    title: 'The rank on {machine} may not read or write a file',
    sentence: 'The user that the agent on {machine} runs as lacks a right on a file or folder.',
    remedy: ['Give the agent’s user the right to read the models folder and write its own.', 'Start again.'],
    isTransient: false,
    needs: 'person',
  },
  too_many_files: {
    title: '{Machine} ran out of open files',
    sentence: 'The rank on {machine} reached the limit of files that a program may have open.',
    remedy: ['Raise the limit of open files for the agent on {machine}.', 'Start again.'],
    isTransient: false,
    needs: 'person',
  },
  stalled: {
    title: 'No progress any more',
    sentence:
      'An answer made no step for so long that the group was ended: a rank hung, or one waited for another that said nothing.',
    remedy: [
      'Look at the curves of each machine at that time: the one whose GPU or word stopped first is the suspect.',
      'Start again. If it stalls again at once, restart that machine.',
    ],
    isTransient: true,
    needs: 'nobody',
  },
  spinning: {
    title: 'The rank on {machine} spun',
    sentence:
      'The rank on {machine} kept a processor core busy while its GPU did nothing and no token came: it waited for another rank that will never answer, as ranks over RDMA do when one is lost.',
    remedy: [
      'Check the cables of {machine}, then start again.',
      'If it repeats: machines of one kind only, with one version of MLX.',
    ],
    isTransient: true,
    needs: 'nobody',
  },
  process_frozen: {
    title: 'The rank on {machine} stood still',
    sentence: 'The process on {machine} gave no sign of life for so long that the group was ended.',
    remedy: [
      'Look whether {machine} was asleep, swapping or stopped by somebody.',
      'Start again. If it freezes again, restart {machine}.',
    ],
    isTransient: true,
    needs: 'nobody',
  },
  agent_lost: {
    title: 'No word from {machine}',
    sentence:
      'The agent on {machine} fell silent, and what ran there ended with it. Power, network, sleep or the agent itself can be the reason; from here they look alike.',
    remedy: ['Look whether {machine} is on and on the network.', 'When its agent is back, start again.'],
    isTransient: false,
    needs: 'person',
  },
  agent_restarted: {
    title: 'The agent on {machine} was started anew',
    sentence: 'The agent on {machine} ended and came back, and its rank ended with it: an update, a crash or a restart of the machine.',
    remedy: ['Start again.'],
    isTransient: true,
    needs: 'nobody',
  },
  slept: {
    title: '{Machine} went to sleep',
    sentence: '{Machine} slept while the model ran.',
    remedy: ['Set {machine} to never sleep while it is plugged in, and keep its lid open.', 'Start again.'],
    isTransient: false,
    needs: 'person',
  },
  portal_lost: {
    title: '{Machine} had no word from the portal',
    sentence:
      '{Machine} lost its connection to the portal for longer than its lease, so its agent ended the rank: nothing runs that nobody can stop.',
    remedy: ['Check the network between {machine} and the portal.', 'Start again.'],
    isTransient: true,
    needs: 'nobody',
  },
  late_preparing: {
    title: 'Preparing took too long',
    sentence: '{Machine} was not ready to connect in the time that preparing has.',
    remedy: ['Read the log of {machine}: a slow disk or a cold Python shows there.', 'Start again.'],
    isTransient: true,
    needs: 'nobody',
  },
  late_connecting: {
    title: 'The ranks did not find each other in time',
    sentence: '{Machine} was not connected in the time that connecting has. Without an error of its own it is mostly the network or a cable.',
    remedy: ['Check the cables and addresses on the Cables page.', 'Start again; if it repeats, try the TCP ring.'],
    isTransient: true,
    needs: 'nobody',
  },
  late_loading: {
    title: 'Loading took too long',
    sentence: '{Machine} had not read its part of the model in the time that loading has.',
    remedy: ['Look whether the model lies on a slow or network disk on {machine}.', 'Look whether its memory was full, then start again.'],
    isTransient: false,
    needs: 'person',
  },
  late_warm_up: {
    title: 'The first answer took too long',
    sentence: 'The model was loaded but gave no token in the time that the warm-up has: a rank computes very slowly or not at all.',
    remedy: ['Look at the GPU of each machine in that time.', 'Start again; if it repeats, restart the machine that stood still.'],
    isTransient: true,
    needs: 'nobody',
  },
  not_prepared: {
    title: '{Machine} could not be made ready',
    sentence: 'The agent on {machine} refused the rank before it began.',
    remedy: ['Read its reason below and see to it on {machine}.', 'Start again.'],
    isTransient: false,
    needs: 'person',
  },
  ended_by_itself: {
    title: 'The rank on {machine} ended by itself',
    sentence: 'The rank on {machine} ended without an error that it told.',
    remedy: ['Read the last lines of its log.', 'Start again.'],
    isTransient: true,
    needs: 'nobody',
  },
  unknown: {
    title: 'The session failed, and why is not known',
    sentence: 'No sign says why. What was said last is below as it was said.',
    remedy: ['Read the log of each rank around that time.', 'Start again; if it repeats, report it with the log.'],
    isTransient: false,
    needs: 'person',
  },
} as const satisfies FailureCauseTable;
