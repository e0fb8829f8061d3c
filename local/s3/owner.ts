/** Whose all buckets and objects here are. */
export const OWNER = { ID: 'rack', DisplayName: 'rack' };
