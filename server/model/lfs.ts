/** What the rack says to clients of Git LFS, over any door. */
export const NO_LFS = {
  message: 'This rack does not store Git LFS files.',
  hint: 'Put them into the commits (git lfs migrate export --everything --include="*"), or download them at build or start.',
} as const;
