/** What one kind of a rack's things takes of the disk. */
export interface DiskUse {
  kind: string;
  bytes: number;
  /** Of them nothing needs any more, where that can be told. */
  free?: number;
  /** What keeps it small, or makes room. */
  care: string;
}
