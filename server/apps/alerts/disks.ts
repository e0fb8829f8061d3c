import { statfs } from 'node:fs/promises';
import { size } from '../../deploy/timing.ts';
import type { Alert, Finding } from '../../model/alert.ts';
import { type Look, MINUTE } from './look.ts';

/** How full a disk is. */
export interface Disk {
  /** Whose it is: `the server`, or a machine's id. */
  of: string;
  /** Bytes. */
  used: number;
  total: number;
}

export interface DisksOptions {
  /** The folder of the server's own state. */
  folder: string;
  /** What the agents say of the disks of their machines. */
  disks?: () => readonly Disk[];
}

/** Shares of a disk that are told, each once. */
const STAGES = [0.8, 0.9, 0.95];

/** A disk has to be so much less full than a stage for that to be over: builds come and go. */
const DISTANCE = 0.03;

const CRITICAL = 0.95;

/** Disks that become full. */
export function disks({ folder, disks: ofMachines = () => [] }: DisksOptions): Look {
  return {
    names: ['disk'],
    patience: MINUTE,
    calm: MINUTE,
    async find(raised) {
      const own = await serverDisk(folder);
      const all = [own, ...ofMachines().filter((disk) => !isSame(disk, own))];
      return all.flatMap((disk) =>
        finding(
          disk,
          raised.find(({ subject }) => subject === disk.of),
        ),
      );
    },
  };
}

// Private

async function serverDisk(folder: string): Promise<Disk> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { of: 'the server', used: (blocks - bavail) * bsize, total: blocks * bsize };
}

/** The server may run on a machine of the rack, with its state on the same disk. */
function isSame(one: Disk, other: Disk): boolean {
  return one.total === other.total && Math.abs(one.used - other.used) < one.total / 100;
}

function finding({ of, used, total }: Disk, raised: Alert | undefined): Finding[] {
  const share = total > 0 ? used / total : 0;
  const stage = STAGES.filter((limit, at) => share >= limit - (at < (raised?.stage ?? 0) ? DISTANCE : 0)).length;
  if (stage === 0) return [];
  const message = `the disk of ${of} is ${Math.floor(share * 100)} % full: ${size(total - used)} of ${size(total)} are free`;
  const severity = share >= CRITICAL - DISTANCE && stage === STAGES.length ? 'critical' : 'warning';
  const hint = 'Give it a larger disk, or take away what nobody needs: old apps, images, files beside the rack.';
  return [{ name: 'disk', subject: of, app: undefined, severity, stage, message, hint }];
}
