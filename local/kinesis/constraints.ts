/** What the members that many operations share must be. */
export const STREAM_NAME = { min: 1, max: 128, pattern: /^[a-zA-Z0-9_.-]+$/ };
export const SHARD_ID = { required: true, min: 1, max: 128, pattern: /^[a-zA-Z0-9_.-]+$/ };
