import type { Engine } from '../engine.ts';
import type { DiskUse } from './disk-use.ts';
import { bytesOfLog, sum } from './files.ts';

/** What of `GET /system/df` is read here. */
interface Listing {
  Images?: {
    Id: string;
    Labels?: Record<string, string> | null;
    Size: number;
    SharedSize: number;
    Containers: number;
  }[];
  Containers?: { Id: string; Labels?: Record<string, string> | null; SizeRw?: number; State: string }[];
  Volumes?: { Labels?: Record<string, string> | null; UsageData?: { Size: number; RefCount: number } | null }[];
  BuildCache?: { Size: number; InUse: boolean; Shared: boolean }[];
}

/** What the Docker engine keeps for a rack, by the label that all of it carries; the build cache has no labels. */
export async function engineUse(engine: Engine, rack: string): Promise<DiskUse[]> {
  const listing = (await engine.df()) as Listing;
  const ours = <T extends { Labels?: Record<string, string> | null }>(all: T[] | null | undefined) =>
    (all ?? []).filter(({ Labels }) => Labels?.['io.rack.rack'] === rack);
  const containers = ours(listing.Containers);
  return [
    images(ours(listing.Images)),
    ended(containers),
    await logs(engine, containers),
    volumes(ours(listing.Volumes)),
    buildCache(listing.BuildCache ?? []),
  ];
}

// Private

/** What images share with each other, or with others' images, does not go with any one of them. */
function images(all: NonNullable<Listing['Images']>): DiskUse {
  const own = (image: (typeof all)[number]) => image.Size - Math.max(image.SharedSize, 0);
  const unused = all.filter(({ Containers }) => Containers <= 0);
  return {
    kind: 'images',
    bytes: sum(all.map(own)),
    free: sum(unused.map(own)),
    care: 'those that no service may start go an hour after their last use',
  };
}

function ended(all: NonNullable<Listing['Containers']>): DiskUse {
  const written = (some: typeof all) => sum(some.map(({ SizeRw = 0 }) => SizeRw));
  return {
    kind: 'containers',
    bytes: written(all),
    free: written(all.filter(({ State }) => State === 'exited' || State === 'dead')),
    care: 'ended ones go after three minutes',
  };
}

async function logs(engine: Engine, all: NonNullable<Listing['Containers']>): Promise<DiskUse> {
  const looks = all.map(({ Id }) => engine.getContainer(Id).inspect());
  const paths = (await Promise.allSettled(looks)).map((look) =>
    look.status === 'fulfilled' ? look.value.LogPath : '',
  );
  const bytes = sum(paths.filter((path) => path !== '').map(bytesOfLog));
  return { kind: 'container logs', bytes, care: 'at most 50 MB a container, and they go with it' };
}

function volumes(all: NonNullable<Listing['Volumes']>): DiskUse {
  const bytes = sum(all.map(({ UsageData }) => Math.max(UsageData?.Size ?? 0, 0)));
  return { kind: 'volumes', bytes, care: "data of apps: they go with the app's file system only" };
}

function buildCache(all: NonNullable<Listing['BuildCache']>): DiskUse {
  return {
    kind: 'build cache',
    bytes: sum(all.map(({ Size }) => Size)),
    free: sum(all.filter(({ InUse }) => !InUse).map(({ Size }) => Size)),
    care: 'of all who build on this engine; make room: docker builder prune --keep-storage 5GB',
  };
}
