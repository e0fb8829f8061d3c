/** A backup that AWS keeps of a database or a cache. */
export interface Snapshot {
  id: string;
  /** The name of the database or cache. */
  of: string;
  /** ISO 8601; undefined until it is made. */
  createdAt: string | undefined;
  /** `creating`, `available`, … */
  status: string;
  /** Made by AWS every day, and removed with the resource. */
  isAutomatic: boolean;
  engine: string;
  version: string;
  /** GiB of the disk that it was made of; undefined for caches. */
  storage: number | undefined;
}

/** What keeps backups: the same few calls, whichever service it is. */
export interface Snapshots {
  /** All of a database or cache, also of one that is gone; newest first. */
  list(of: string): Promise<Snapshot[]>;
  /** Begins to make one. */
  create(of: string, id: string): Promise<void>;
  delete(id: string): Promise<void>;
}

/** Newest first; those that are being made before all others. */
export function newestFirst(snapshots: Snapshot[]): Snapshot[] {
  const time = ({ createdAt }: Snapshot) =>
    createdAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(createdAt);
  return snapshots.sort((one, other) => (time(one) === time(other) ? 0 : time(other) - time(one)));
}
