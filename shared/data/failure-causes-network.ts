import type { FailureCauseTable } from './failure-cause-entry.ts';

/** Causes between machines: RDMA over Thunderbolt, the TCP ring, and ranks that do not agree. */
export const NETWORK_CAUSES = {
  link_failed: {
    title: 'A link of {machine} did not work',
    sentence:
      'Before anything was loaded, {machine} and another machine of the group could not add up numbers over the link between them.',
    remedy: [
      'Look at the cable between them on the page of cables, and put it in again at both ends.',
      'Start again: each link is tried anew.',
    ],
    isTransient: false,
    needs: 'person',
  },
  cable_out: {
    title: 'A cable of {machine} came out',
    sentence:
      'A Thunderbolt cable between {machine} and another machine of the group went away, and the ranks lost each other over it. It was pulled, or its plug has no good contact.',
    remedy: [
      'Put the cable in again at both ends; “Why we think so” says which one it is.',
      'Look on the Cables page that it is back, then start again.',
    ],
    isTransient: false,
    needs: 'person',
  },
  plan_differs: {
    title: 'A rank was started from another plan',
    sentence:
      'The ranks compared what they were started by, and one of them came from another start. Nothing was loaded.',
    remedy: ['Start again. If it comes again, restart the agent on {machine}: a rank of an earlier start may be left there.'],
    isTransient: true,
    needs: 'nobody',
  },
  rdma_bridge: {
    title: 'The RDMA link of {machine} was refused',
    sentence:
      'JACCL could not open its link on {machine} (RTR errno 22). The usual reasons are the Thunderbolt Bridge, which takes the port, or a Thunderbolt port without an IPv4 address.',
    remedy: [
      'Switch the Thunderbolt Bridge off on each machine of the group.',
      'Give each Thunderbolt port a static IPv4 address; the Cables page writes the commands.',
      'Start again. A port gets its address only some minutes after a restart or a re-plugged cable.',
    ],
    isTransient: false,
    needs: 'person',
  },
  rdma_stale: {
    title: 'RDMA on {machine} is worn out',
    sentence:
      '{Machine} has no RDMA memory or queue left to give. Crashed ranks leave some behind, and only a restart of the machine gives them back.',
    remedy: [
      'Restart {machine}.',
      'Run one group at a time over each Thunderbolt cable.',
      'If it comes back at once after a restart, look whether the port is active: a port that is down says the same.',
    ],
    isTransient: false,
    needs: 'reboot',
  },
  rdma_timeout: {
    title: 'The RDMA link from {machine} got no answer',
    sentence:
      'JACCL on {machine} waited for the other end of a Thunderbolt cable and nothing came. The cable may end at another port than the plan says, or the other end is gone.',
    remedy: [
      'Look at the Cables page: does each cable end where the plan says?',
      'Plug the cable again at both ends and start again.',
      'If several machines say so at once, restart them all.',
    ],
    isTransient: false,
    needs: 'person',
  },
  rdma_port_dead: {
    title: 'An RDMA port of {machine} stopped working',
    sentence:
      '{Machine} could not bring up its RDMA link (RTR errno 96): the port has no usable address. It is seen after hours of idling, on a port that is part of a bridge, and when RDMA is worn out.',
    remedy: [
      'Plug the cable again, or switch the Thunderbolt service of that port off and on.',
      'Check that the port is not part of the Thunderbolt Bridge.',
      'If that does not help, restart {machine}.',
    ],
    isTransient: false,
    needs: 'person',
  },
  rdma_port_down: {
    title: 'A Thunderbolt port of {machine} is down',
    sentence:
      'The RDMA port on {machine} is not active. The cable is out, in another port, too slow for RDMA, or the bridge holds the port.',
    remedy: [
      'Plug the cable in at both ends; on a Mac Studio not in the port next to Ethernet.',
      'Check on the Cables page that the port shows as active, then start again.',
    ],
    isTransient: false,
    needs: 'person',
  },
  rdma_off: {
    title: 'RDMA is off on {machine}',
    sentence:
      '{Machine} has no RDMA device. It is switched off, or the machine has Thunderbolt 4, which never has it.',
    remedy: [
      'On a Thunderbolt 5 machine with macOS 26.2 or later: switch on RDMA over Thunderbolt (in Recovery, `rdma_ctl enable`).',
      'Otherwise start with the TCP ring.',
    ],
    isTransient: false,
    needs: 'person',
  },
  rdma_no_address: {
    title: 'A Thunderbolt port of {machine} has no IPv4 address',
    sentence:
      'RDMA on {machine} has no entry for IPv4 in its address table (GID). A Thunderbolt port gets one only once it has an IPv4 address.',
    remedy: [
      'Give each Thunderbolt port a static IPv4 address; the Cables page writes the commands.',
      'Wait a minute after a restart or a re-plugged cable, then start again.',
    ],
    isTransient: false,
    needs: 'person',
  },
  rdma_crash: {
    title: 'RDMA crashed on {machine} while connecting',
    sentence:
      'The rank on {machine} crashed while it opened its RDMA link. MLX does that when a port has no RDMA device behind it.',
    remedy: [
      'Check on the Cables page that RDMA is on and each port is active on both ends.',
      'Bring MLX on {machine} to the version that the lab pins.',
      'Start with the TCP ring meanwhile.',
    ],
    isTransient: false,
    needs: 'person',
  },
  ring_refused: {
    title: 'A rank was not there to connect to',
    sentence:
      '{Machine} was refused by the next rank (error 61 or 111): nothing listened there. That rank had ended or was not ready in the time the engine gives it.',
    remedy: [
      'Read the log of the next rank: why was it not listening?',
      'If both looked well, start again: a slow import on a cold machine is enough.',
    ],
    isTransient: true,
    needs: 'nobody',
  },
  ring_timeout: {
    title: '{Machine} got no answer from the next rank',
    sentence:
      'The connection from {machine} to the next rank ran into its time limit. A firewall, another network or a machine that stands still keeps the packets.',
    remedy: [
      'Check that the two machines reach each other at the addresses of the plan.',
      'Let the firewall of the next machine pass incoming connections of Python.',
      'Start again.',
    ],
    isTransient: false,
    needs: 'person',
  },
  local_network_denied: {
    title: 'macOS kept {machine} from its neighbours',
    sentence:
      '{Machine} found no route to the next rank (error 65). Where the machines do reach each other otherwise, it is the Local Network privacy of macOS, which blocks programs it was never asked about.',
    remedy: [
      'On {machine} open System Settings, Privacy & Security, Local Network, and allow the agent.',
      'Or run the agent as a system daemon, which is exempt.',
      'If a ping between the two fails as well, it is the network itself.',
    ],
    isTransient: false,
    needs: 'person',
  },
  no_route: {
    title: '{Machine} has no route to the next rank',
    sentence: 'The network of {machine} knows no way to the address of the next rank.',
    remedy: ['Check the network of both machines and the addresses of the plan.', 'Start again.'],
    isTransient: false,
    needs: 'person',
  },
  address_in_use: {
    title: 'A port on {machine} was taken',
    sentence:
      'The port that the rank on {machine} had reserved was taken by another program before it could listen.',
    remedy: [
      'Start again: each start takes a fresh port.',
      'If it repeats, look on {machine} for a rank of an earlier start that still runs.',
    ],
    isTransient: true,
    needs: 'nobody',
  },
  address_not_local: {
    title: 'An address of the plan is not on {machine}',
    sentence:
      'The rank on {machine} was to listen at an address that the machine does not have (any more). Addresses of Thunderbolt ports change with a restart or a re-plugged cable.',
    remedy: [
      'Wait until the agent on {machine} has told its new addresses, then start again.',
      'Set the Thunderbolt ports to static addresses.',
    ],
    isTransient: true,
    needs: 'nobody',
  },
  peer_lost: {
    title: 'The ranks lost each other',
    sentence: 'A connection between two ranks broke, and with it the group ended.',
    remedy: [
      'Look at the log of the other ranks: the one that ended first tells more.',
      'Check the cable or network between the machines, then start again.',
    ],
    isTransient: true,
    needs: 'nobody',
  },
  transfer_broken: {
    title: 'A transfer between ranks failed on {machine}',
    sentence:
      'The TCP ring on {machine} was refused by the system on sending or receiving, though the connection stood. Older MLX does that with transfers of 2 GiB or more.',
    remedy: [
      'Bring MLX to the version that the lab pins on every machine of the group.',
      'Start again; if it repeats, use RDMA or fewer machines.',
    ],
    isTransient: true,
    needs: 'nobody',
  },
  ranks_disagree: {
    title: 'The ranks did not agree on the group',
    sentence:
      'MLX on {machine} formed another group than was asked for. A rank of another start, or a setting that one rank lacks, does that.',
    remedy: [
      'Start again.',
      'If it repeats, check that every machine has the same MLX and that nothing of an earlier start runs.',
    ],
    isTransient: true,
    needs: 'nobody',
  },
  backend_missing: {
    title: 'MLX on {machine} cannot do this backend',
    sentence:
      'MLX on {machine} has no part for the backend that was chosen. Without RDMA, or with a build for an older macOS, it has no JACCL.',
    remedy: [
      'Install MLX again on {machine} with the lab’s pinned version for its macOS.',
      'Or start with the TCP ring.',
    ],
    isTransient: false,
    needs: 'person',
  },
} as const satisfies FailureCauseTable;
